package io.microcontainer.build.select;

import io.microcontainer.build.imports.Imports.Mode;
import io.microcontainer.build.imports.Imports;
import io.microcontainer.build.imports.Language;
import io.microcontainer.build.imports.Needs;
import io.microcontainer.build.imports.Perl;
import io.microcontainer.build.imports.Python;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes the modules that chosen scripts and modules of Python and Perl import, once their interpreter is chosen. */
final class ModuleSearch {

    private final FileTree tree;
    private final Chosen chosen;
    private final Imports imports;
    private final boolean alone;
    private final Collection<String> warnings;
    private final List<Followed> languages = new ArrayList<>();

    /** A source that nobody has looked at. */
    private record Source(TreePath path, Entry.RegularFile file, boolean script) {
    }

    private static final class Followed {
        private final Language language;
        private final Mode mode;
        private final Set<TreePath> begun = new HashSet<>();
        private final Set<TreePath> seen = new HashSet<>();
        private final Deque<Source> unread = new ArrayDeque<>();

        private Followed(Language language, Mode mode) {
            this.language = language;
            this.mode = mode;
        }
    }

    ModuleSearch(Universe universe, Chosen chosen, Collection<String> warnings) {
        this.tree = universe.tree();
        this.chosen = chosen;
        this.imports = universe.imports();
        this.alone = universe.parent().size() <= 1;
        this.warnings = warnings;
        languages.add(new Followed(new Python(tree, imports.pythonPath()), imports.python()));
        languages.add(new Followed(new Perl(tree, imports.perlPath()), imports.perl()));
        languages.removeIf(each -> each.mode == Mode.NONE);
    }

    /** Tells of a program that was chosen. */
    void program(TreePath path, Entry.RegularFile file) {
        for (Followed each : languages) {
            if (each.language.isInterpreter(path.name())) {
                begin(each, path, path, file);
            }
        }
    }

    /** Tells of a chosen file that is no program in machine code. */
    void source(TreePath path, Entry.RegularFile file) {
        for (Followed each : languages) {
            if (each.language.isSource(path.name())) {
                add(each, new Source(path, file, false));
            }
        }
    }

    /** Tells of a script and the interpreter that its first line names. */
    void script(TreePath path, Entry.RegularFile file, String interpreter) {
        TreePath named = TreePath.clamped(interpreter);
        FileTree.Resolution real = tree.resolve(named);
        for (Followed each : languages) {
            if (real.entry().orElse(null) instanceof Entry.RegularFile program
                    && (each.language.isInterpreter(named.name()) || each.language.isInterpreter(real.path().name()))) {
                begin(each, named, real.path(), program);
                each.seen.remove(path);
                add(each, new Source(path, file, true));
            }
        }
    }

    /** Tells of a library that was chosen. */
    void library(TreePath path, Entry.RegularFile file) {
        for (Followed each : languages) {
            if (each.mode == Mode.FOLLOW && !each.begun.isEmpty()) {
                take(each.language.library(path, file), path, file, each);
            }
        }
    }

    /**
     * Looks at one source.
     *
     * @return false if there is none to look at
     */
    boolean follow() {
        for (Followed each : languages) {
            Source source = each.begun.isEmpty() ? null : each.unread.poll();
            if (source != null) {
                take(each.language.source(source.path, source.file, source.script), source.path, source.file, each);
                return true;
            }
        }
        return false;
    }

    private static void add(Followed each, Source source) {
        if (each.mode == Mode.FOLLOW && each.seen.add(source.path)) {
            each.unread.add(source);
        }
    }

    private void begin(Followed each, TreePath named, TreePath real, Entry.RegularFile file) {
        boolean first = each.begun.isEmpty();
        if (!each.begun.add(named)) {
            return;
        }
        Needs needs = each.language.begin(named, real, file);
        if (each.mode == Mode.ALL) {
            each.language.all().forEach(path -> chosen.take(path.toString(), new Reason.ModuleRoot(each.language.name()), false));
            return;
        }
        take(needs, real, file, each);
        if (first) {
            for (String module : imports.modules()) {
                if (each.language.isModuleName(module)) {
                    Needs hinted = each.language.module(module);
                    hinted.files().forEach((path, _) -> chosen.take(path.toString(), new Reason.Hinted(module), false));
                    boolean elsewhere = languages.stream().anyMatch(other -> other != each && other.language.isModuleName(module));
                    if (!hinted.absent().isEmpty() && !elsewhere && alone) {
                        warnings.add("no package has the " + each.language.name() + " module " + module + " that `imports.modules` or the command names");
                    }
                }
            }
        }
    }

    private void take(Needs needs, TreePath by, Entry.RegularFile file, Followed of) {
        needs.files().forEach((path, module) -> chosen.take(path.toString(), new Reason.Imported(by, module), false));
        String what = ByteText.printable(by.toString()) + " of " + ByteText.printable(file.origin().toString());
        if (alone) {
            needs.absent().stream().filter(each -> !imports.modules().contains(each)).forEach(each -> warnings.add(what + " imports the " + of.language.name()
                    + " module " + ByteText.printable(each) + ", which no package has; add one that does"));
        }
        if (needs.computed() && imports.modules().isEmpty()) {
            warnings.add(what + " imports " + of.language.name() + " modules by names that it computes; name them under `imports.modules`, or take all with `imports: all`");
        }
    }
}
