package io.microcontainer.build.imports;

import io.microcontainer.build.tree.TreePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a source needs.
 *
 * @param files    paths by which the interpreter opens them, each with the name of the module that it belongs to
 * @param absent   modules that it cannot do without and that are nowhere
 * @param computed whether it imports modules whose names are known only when it runs
 */
public record Needs(Map<TreePath, String> files, List<String> absent, boolean computed) {

    /** Nothing. */
    public static final Needs NONE = new Needs(Map.of(), List.of(), false);

    public Needs {
        files = Map.copyOf(files);
        absent = List.copyOf(absent);
    }

    /** Gathers needs. */
    static final class Gatherer {

        private final Map<TreePath, String> files = new LinkedHashMap<>();
        private final List<String> absent = new ArrayList<>();
        private boolean computed;

        void take(TreePath file, String module) {
            files.putIfAbsent(file, module);
        }

        void lack(String module) {
            absent.add(module);
        }

        void compute() {
            computed = true;
        }

        Needs needs() {
            return new Needs(files, absent, computed);
        }
    }
}
