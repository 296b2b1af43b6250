package io.microcontainer.build.debuginfo;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.elf.AltLink;
import io.microcontainer.build.elf.BuildIds;
import io.microcontainer.build.elf.MalformedElf;
import io.microcontainer.build.select.Glob;
import io.microcontainer.build.select.Reason;
import io.microcontainer.build.select.Selection;
import io.microcontainer.build.select.Selector;
import io.microcontainer.build.select.Universe;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is taken from packages with debug information: for each program the file that its build-id names, the links on the way there and
 * to the program, and the file of dwz(1) that it shares with others. All at the places where gdb looks; none of it can be executed.
 *
 * @param tree     the files
 * @param reasons  why each is there
 * @param found    how many programs have debug information
 * @param absent   programs that have none, by build-id
 * @param missing  paths of which one for each file of dwz is missing: the packages with them are not among those given
 * @param warnings sentences about what looks wrong
 */
public record DebugTree(FileTree tree, SortedMap<TreePath, Reason> reasons, int found, SortedMap<String, TreePath> absent, SortedSet<String> missing,
                        List<String> warnings) {

    private static final int MODE = 0644;
    private static final int DIRECTORY_MODE = 0755;

    public DebugTree {
        reasons = Collections.unmodifiableSortedMap(new TreeMap<>(reasons));
        absent = Collections.unmodifiableSortedMap(new TreeMap<>(absent));
        missing = Collections.unmodifiableSortedSet(new TreeSet<>(missing));
        warnings = List.copyOf(warnings);
    }

    /** Those of packages that have no files. */
    public static DebugTree none(Programs programs) {
        return of(new FileTree(), programs, List.of());
    }

    /**
     * Chooses.
     *
     * @param packages all files of the packages; links of build-ids also of others
     * @param paths    patterns of more files
     */
    public static DebugTree of(FileTree packages, Programs programs, List<Glob> paths) {
        SortedMap<String, TreePath> wanted = new TreeMap<>();
        SortedMap<String, TreePath> absent = new TreeMap<>();
        SortedSet<String> missing = new TreeSet<>();
        programs.byBuildId().forEach((id, program) -> {
            FileTree.Resolution place = packages.resolve(TreePath.of(BuildIds.debugFile(id)));
            if (!(place.entry().orElse(null) instanceof Entry.RegularFile file)) {
                absent.put(id, program);
                return;
            }
            wanted.put(BuildIds.debugFile(id), program);
            for (String link : List.of(BuildIds.debugLink(id), BuildIds.programLink(id))) {
                if (packages.locate(TreePath.of(link)).entry().isPresent()) {
                    wanted.put(link, program);
                }
            }
            link(file).ifPresent(link -> shared(packages, place.path(), link, program, wanted, missing));
        });
        List<Glob> globs = new ArrayList<>(wanted.keySet().stream().map(each -> Glob.literal(TreePath.of(each))).toList());
        globs.addAll(paths);
        Selection selection = Selector.select(new Universe(packages), globs, List.of(), false);
        var tree = new FileTree();
        selection.tree().entries().forEach((path, entry) -> tree.put(path, plain(entry)));
        SortedMap<TreePath, Reason> reasons = new TreeMap<>(selection.reasons());
        reasons.replaceAll((_, reason) -> reason instanceof Reason.Chosen(String pattern) && wanted.containsKey(pattern)
                ? new Reason.DebugInfo(wanted.get(pattern)) : reason);
        List<String> warnings = new ArrayList<>(selection.warnings());
        warnings.addAll(selection.missing());
        return new DebugTree(tree, reasons, programs.byBuildId().size() - absent.size(), absent, missing, warnings);
    }

    /** As gdb looks for it: by the name that the link has, else by build-id. */
    private static void shared(FileTree packages, TreePath debugFile, AltLink link, TreePath program, SortedMap<String, TreePath> wanted, Set<String> missing) {
        FileTree.Resolution named = packages.resolve(debugFile.parent(), link.file());
        List<String> places = List.of(named.path().toString(), BuildIds.debugFile(link.buildId()));
        List<String> there = places.stream().filter(each -> packages.resolve(TreePath.of(each)).entry().isPresent()).toList();
        there.forEach(each -> wanted.putIfAbsent(each, program));
        if (there.isEmpty()) {
            missing.addAll(places);
        }
    }

    private static Optional<AltLink> link(Entry.RegularFile file) {
        try {
            return AltLink.read(file.content());
        } catch (MalformedElf _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new BuildException("cannot read a file of " + file.origin() + ": " + e.getMessage(), e);
        }
    }

    private static Entry plain(Entry entry) {
        return switch (entry) {
            case Entry.Directory directory -> new Entry.Directory(DIRECTORY_MODE, directory.origin());
            case Entry.Symlink link -> link;
            case Entry.RegularFile file -> new Entry.RegularFile(MODE, file.content(), new TreeMap<>(), file.inode(), file.origin());
        };
    }
}
