package io.microcontainer.build.imports;

import java.util.ArrayList;
import java.util.List;

/**
 * How modules of interpreted languages are chosen.
 *
 * @param python     for Python
 * @param perl       for Perl
 * @param modules    taken besides, in either language's notation
 * @param pythonPath PYTHONPATH of the image
 * @param perlPath   PERL5LIB of the image
 */
public record Imports(Mode python, Mode perl, List<String> modules, List<String> pythonPath, List<String> perlPath) {

    /** What sources import, and nothing else. */
    public static final Imports FOLLOWED = new Imports(Mode.FOLLOW, Mode.FOLLOW, List.of(), List.of(), List.of());

    /** How much is taken. */
    public enum Mode {
        /** What sources import. */
        FOLLOW,
        /** All there is. */
        ALL,
        /** Nothing. */
        NONE
    }

    public Imports {
        modules = List.copyOf(modules);
        pythonPath = List.copyOf(pythonPath);
        perlPath = List.copyOf(perlPath);
    }

    /** These and the modules that a command names: {@code python3 -m MODULE}, {@code perl -MMODULE}. */
    public Imports withCommand(List<String> words) {
        List<String> all = new ArrayList<>(modules);
        String program = words.isEmpty() ? "" : words.getFirst().substring(words.getFirst().lastIndexOf('/') + 1);
        for (int i = 1; i < words.size() && words.get(i).startsWith("-"); i++) {
            if (program.startsWith("python") && words.get(i).matches("-[A-Za-z]*m") && i + 1 < words.size()) {
                all.add(words.get(i + 1));
                break;
            } else if (program.startsWith("perl") && words.get(i).matches("-[Mm][A-Za-z].*")) {
                all.add(words.get(i).substring(2).replaceFirst("[= ].*", ""));
            }
        }
        return new Imports(python, perl, all.stream().distinct().toList(), pythonPath, perlPath);
    }
}
