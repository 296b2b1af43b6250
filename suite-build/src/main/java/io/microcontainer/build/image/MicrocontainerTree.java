package io.microcontainer.build.image;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.select.Reason;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes a microcontainer's tree of chosen files. The rules:
 * <ul>
 * <li>Nobody owns anything: owners are left out here and written as 0:0, so no file is writable by the program that runs
 *     as another user, whoever that is.
 * <li>No permission but read for all and execute: directories and files with any execute bit are 0755, other files 0644.
 *     Setuid, setgid, sticky, extended attributes and with them capabilities are gone.
 * <li>{@code /dev /proc /read /run /sys /write} are there. What a program writes to, {@code /run}, {@code /write} and the
 *     mount points of the specification, is 0777, for without an owner nobody could write there else.
 * </ul>
 */
public final class MicrocontainerTree {

    private static final List<String> DIRECTORIES = List.of("/dev", "/proc", "/read", "/run", "/sys", "/write");
    private static final List<String> WRITABLE = List.of("/run", "/write");
    private static final int ALL_MAY_WRITE = 0777;
    private static final int ALL_MAY_EXECUTE = 0755;
    private static final int ALL_MAY_READ = 0644;

    private final FileTree tree;
    private final SortedMap<TreePath, Reason> reasons;

    /**
     * Begins with chosen files.
     *
     * @param chosen  not changed
     * @param reasons why each is there
     */
    public MicrocontainerTree(FileTree chosen, SortedMap<TreePath, Reason> reasons) {
        this.tree = chosen.copy();
        this.reasons = new TreeMap<>(reasons);
    }

    /** Adds generated files; they displace chosen ones unless they are spared. */
    public void add(SortedMap<TreePath, Entry> files, Set<TreePath> spared, String what) {
        files.forEach((path, entry) -> {
            TreePath place = tree.locate(path).path();
            if (!spared.contains(path) && !spared.contains(place)) {
                tree.replace(path, entry);
                explain(place, what);
            }
        });
    }

    /**
     * Adds the directories of every microcontainer and the mount points, and brings all permissions to the rules.
     *
     * @param mounts absolute paths
     * @return the finished tree
     */
    public FileTree finish(List<String> mounts) {
        DIRECTORIES.forEach(each -> directory(TreePath.of(each), "a directory of every microcontainer"));
        mounts.forEach(each -> directory(TreePath.of(each), "a mount point"));
        var out = new FileTree();
        tree.entries().forEach((path, entry) -> out.put(path, normal(entry)));
        WRITABLE.forEach(each -> open(out, TreePath.of(each)));
        mounts.forEach(each -> open(out, TreePath.of(each)));
        return out;
    }

    /** Why each path of the finished tree is there. */
    public SortedMap<TreePath, Reason> reasons() {
        return reasons;
    }

    private void directory(TreePath path, String what) {
        FileTree.Resolution place = tree.resolve(path);
        if (place.loop() || place.entry().isPresent() && !(place.entry().get() instanceof Entry.Directory)) {
            throw new BuildException(ByteText.printable(path.toString()) + " has to be a directory, but it is something else of "
                    + tree.locate(path).entry().map(entry -> entry.origin().toString()).orElse("the image"));
        }
        if (place.entry().isEmpty()) {
            tree.put(place.path(), new Entry.Directory(ALL_MAY_EXECUTE, new Origin.Generated(what)));
        }
        explain(place.path(), what);
    }

    private void explain(TreePath path, String what) {
        reasons.putIfAbsent(path, new Reason.Made(what));
        for (TreePath at = path.parent(); reasons.putIfAbsent(at, new Reason.Holds(path)) == null && !at.isRoot(); ) {
            at = at.parent();
        }
    }

    private static Entry normal(Entry entry) {
        return switch (entry) {
            case Entry.Directory directory -> new Entry.Directory(ALL_MAY_EXECUTE, directory.origin());
            case Entry.Symlink link -> link;
            case Entry.RegularFile file -> new Entry.RegularFile((file.mode() & 0111) != 0 ? ALL_MAY_EXECUTE : ALL_MAY_READ,
                    file.content(), new TreeMap<>(), file.inode(), file.origin());
        };
    }

    private static void open(FileTree tree, TreePath path) {
        TreePath place = tree.resolve(path).path();
        tree.put(place, new Entry.Directory(ALL_MAY_WRITE, tree.get(place).orElseThrow().origin()));
    }
}
