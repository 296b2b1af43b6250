package io.microcontainer.build.examine;

import io.microcontainer.api.oci.image.ContainerConfig;
import io.microcontainer.build.imports.Imports.Mode;
import io.microcontainer.build.imports.Imports;
import io.microcontainer.build.select.Glob;
import io.microcontainer.build.select.Program;
import io.microcontainer.build.select.Selector;
import io.microcontainer.build.select.Universe;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Checks that an image is a microcontainer, and says what breaks each property. Nothing of the image is run. */
public final class Proof {

    private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "ash", "zsh", "ksh", "ksh93", "mksh", "csh", "tcsh", "fish", "rbash", "busybox",
            "toybox", "busybox.static");
    private static final int SPECIAL_MODES = 07000;
    private static final int WRITABLE_BY_OTHERS = 002;
    private static final Set<String> WRITABLE = Set.of("/run", "/write");

    private final Scan scan;
    private final FileTree tree;
    private final Asked asked;
    private final ContainerConfig config;
    private final List<Finding> findings = new ArrayList<>();

    private Proof(Scan scan, Asked asked) {
        this.scan = scan;
        this.tree = scan.tree();
        this.asked = asked;
        this.config = scan.config().configOrEmpty();
    }

    /** What breaks the properties; empty if the image is a microcontainer. */
    public static List<Finding> check(Scan scan, Asked asked) {
        var proof = new Proof(scan, asked);
        proof.programs();
        proof.owners();
        proof.modes();
        proof.attributes();
        proof.times();
        proof.readOnly();
        return List.copyOf(proof.findings);
    }

    /** The file that a container runs. */
    static Optional<Program.Found> program(ContainerConfig config, FileTree tree) {
        List<String> words = config.entrypoint().isEmpty() ? config.cmd() : config.entrypoint();
        if (words.isEmpty()) {
            return Optional.empty();
        }
        return Program.find(words.getFirst(), config.workingDir() == null ? "/" : config.workingDir(), searchPath(config, "PATH"), tree);
    }

    private static List<String> searchPath(ContainerConfig config, String name) {
        return config.env().stream().filter(each -> each.startsWith(name + "=")).map(each -> List.of(each.substring(name.length() + 1).split(":")))
                .findFirst().orElse(List.of());
    }

    private Set<TreePath> closure(Set<TreePath> roots) {
        var universe = new Universe(tree, Set.of(), new FileTree(), searchPath(config, "LD_LIBRARY_PATH"), searchPath(config, "PATH"),
                imports());
        return Selector.select(universe, roots.stream().map(Glob::literal).toList(), List.of(), false).reasons().keySet();
    }

    /** What is not found here was asked for: the reasons tell. */
    private Imports imports() {
        List<String> words = new ArrayList<>(config.entrypoint());
        words.addAll(config.cmd());
        return new Imports(Mode.FOLLOW, Mode.FOLLOW, List.of(), searchPath(config, "PYTHONPATH"), searchPath(config, "PERL5LIB")).withCommand(words);
    }

    private void programs() {
        Optional<Program.Found> program = program(config, tree);
        if (program.isEmpty()) {
            findings.add(Finding.of(Property.ONE_PROGRAM, noProgram(), List.of()));
        }
        Set<TreePath> needed = program.map(each -> closure(Set.of(each.named()))).orElse(Set.of());
        List<TreePath> shells = new ArrayList<>();
        List<TreePath> others = new ArrayList<>();
        tree.entries().forEach((path, entry) -> {
            if (entry instanceof Entry.RegularFile file && (file.mode() & 0111) != 0 && !needed.contains(path)) {
                if (SHELLS.contains(path.name())) {
                    shells.add(path);
                } else if (program.isPresent() && Program.isProgram(file)) {
                    others.add(path);
                }
            }
        });
        report(Property.ONE_PROGRAM, "there are more programs than " + program.map(each -> each.file().toString()).orElse("one"), others);
        report(Property.NO_SHELL, "there is a shell", shells);
        unreferenced(needed);
    }

    private String noProgram() {
        List<String> words = config.entrypoint().isEmpty() ? config.cmd() : config.entrypoint();
        if (words.isEmpty()) {
            return "neither entrypoint nor cmd says what to run";
        }
        boolean there = Program.places(words.getFirst(), config.workingDir() == null ? "/" : config.workingDir(), searchPath(config, "PATH")).stream()
                .anyMatch(each -> tree.resolve(TreePath.ROOT, each).entry().orElse(null) instanceof Entry.RegularFile);
        return "the program to run, " + ByteText.printable(words.getFirst()) + ", is " + (there ? "not executable" : "not in the image");
    }

    private void unreferenced(Set<TreePath> needed) {
        Set<TreePath> referenced = new TreeSet<>(needed);
        Set<TreePath> there = new TreeSet<>(asked.files());
        there.removeIf(path -> tree.get(path).isEmpty() || tree.get(path).get() instanceof Entry.Directory);
        if (!there.isEmpty()) {
            referenced.addAll(closure(there));
        }
        List<TreePath> rest = tree.entries().entrySet().stream().filter(each -> !(each.getValue() instanceof Entry.Directory))
                .map(Map.Entry::getKey).filter(path -> !referenced.contains(path)).toList();
        report(Property.NOTHING_UNREFERENCED, asked.known() ? "files that nothing needs and nobody asked for"
                : "files that the program does not load (whether it reads them is not known)", rest);
    }

    private void owners() {
        report(Property.NO_OWNER, "files of other owners than 0:0", owned(each -> each.uid() != 0 || each.gid() != 0));
    }

    private void times() {
        long created = created();
        report(Property.ONE_TIME, "times other than " + (created == 0 ? "1970" : "1970 and the image's own"), owned(each -> each.modified() != 0
                && each.modified() != created));
    }

    private long created() {
        try {
            return scan.config().created() == null ? 0 : Instant.parse(scan.config().created()).getEpochSecond();
        } catch (DateTimeParseException _) {
            return 0;
        }
    }

    private List<TreePath> owned(Predicate<Ownership> wrong) {
        SortedMap<TreePath, Ownership> owners = scan.owners();
        return owners.entrySet().stream().filter(each -> wrong.test(each.getValue())).map(Map.Entry::getKey).toList();
    }

    private void modes() {
        List<TreePath> special = new ArrayList<>(scan.devices());
        tree.entries().forEach((path, entry) -> {
            if ((entry.mode() & SPECIAL_MODES) != 0) {
                special.add(path);
            }
        });
        report(Property.NO_SPECIAL_MODES, "set-user-id, set-group-id or sticky bits, or devices", special);
    }

    private void attributes() {
        List<TreePath> found = new ArrayList<>();
        tree.entries().forEach((path, entry) -> {
            if (entry instanceof Entry.RegularFile file && !file.xattrs().isEmpty()) {
                found.add(path);
            }
        });
        report(Property.NO_CAPABILITIES, "file capabilities or extended attributes", found);
    }

    /** Where the program could write, a read-only root would stop it; user 0 could write everywhere. */
    private void readOnly() {
        String user = config.user() == null ? "" : config.user().replaceFirst(":.*", "");
        if ((user.isEmpty() || user.equals("0") || user.equals("root")) && !asked.root()) {
            findings.add(Finding.of(Property.READ_ONLY, "the program runs as user 0, who may write everywhere; set a user, or root: true if it is meant",
                    List.of()));
        }
        Set<String> mounted = new TreeSet<>(WRITABLE);
        mounted.addAll(config.volumes());
        mounted.addAll(asked.mounts());
        List<TreePath> open = new ArrayList<>();
        tree.entries().forEach((path, entry) -> {
            if (!(entry instanceof Entry.Symlink) && (entry.mode() & WRITABLE_BY_OTHERS) != 0 && mounted.stream().noneMatch(each ->
                    path.startsWith(TreePath.of(each)) || path.equals(TreePath.of(each)))) {
                open.add(path);
            }
        });
        report(Property.READ_ONLY, "places that everybody may write to and that are no mount points", open);
    }

    private void report(Property property, String sentence, List<TreePath> places) {
        if (!places.isEmpty()) {
            findings.add(Finding.of(property, sentence, places));
        }
    }
}
