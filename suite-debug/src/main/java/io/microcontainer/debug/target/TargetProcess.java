package io.microcontainer.debug.target;

import io.microcontainer.debug.DebugException;
import io.microcontainer.run.cgroup.CgroupMounts;
import io.microcontainer.run.process.ProcessStat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All that procfs tells of a process that is to be entered.
 *
 * @param pid         its id in the engine's pid namespace
 * @param startTime   field 22 of proc_pid_stat(5)
 * @param namespaces  the kinds of namespaces that it does not share with the caller
 * @param uids        user ids of its user namespace
 * @param gids        group ids of its user namespace
 * @param credentials who it is, in ids of the caller's user namespace
 * @param environment {@code NAME=value} as it was started with, or as it has overwritten it: hostile
 * @param cgroups     where it is accounted
 * @param mounts      what it sees
 * @param root        what lies in its root directory: all of it where that lacks /dev or /proc
 * @param dev         what lies in its /dev; empty if that is no directory
 * @param accounts    whether it has an /etc/passwd: names of users mean something there then
 * @param inode       its number in the file system of pidfds, where the kernel has one
 */
public record TargetProcess(int pid, long startTime, Set<Namespace> namespaces, IdMap uids, IdMap gids,
        Credentials credentials, byte[] environment, TargetCgroups cgroups, MountTable mounts,
        List<DirectoryEntry> root, Optional<List<DirectoryEntry>> dev, boolean accounts, OptionalLong inode) {

    public TargetProcess {
        namespaces = Set.copyOf(namespaces);
        root = List.copyOf(root);
    }

    /**
     * Looks at a process.
     *
     * @param target what to look at
     * @param caller a process in the caller's namespaces
     * @param mounts where the host's cgroups are seen
     * @throws DebugException if it is gone, or not the caller's to enter
     */
    public static TargetProcess read(Target target, int caller, CgroupMounts mounts) {
        int pid = target.pid();
        OptionalLong inode = PidfdInode.of(pid);
        TargetProcess process = new TargetProcess(pid, target.startTime(), Namespace.different(pid, caller),
                IdMap.parse(ProcText.text(pid, "uid_map")), IdMap.parse(ProcText.text(pid, "gid_map")),
                Credentials.parse(ProcText.text(pid, "status")), ProcText.bytes(pid, "environ"),
                TargetCgroups.of(mounts, pid), MountTable.parse(ProcText.text(pid, "mountinfo")),
                root(pid), DirectoryEntry.list(pid, "dev"), DirectoryEntry.below(pid, "etc", "passwd"), inode);
        process.requireSame();
        return process;
    }

    /** Directories that a session mounts on and works in; where the first two are not both there, all entries: the root is rebuilt then. */
    private static List<DirectoryEntry> root(int pid) {
        List<DirectoryEntry> found = Stream.of("dev", "proc", "tmp").map(name -> DirectoryEntry.of(pid, name)).flatMap(Optional::stream)
                .filter(e -> e.kind() == DirectoryEntry.Kind.DIRECTORY).toList();
        return Stream.of("dev", "proc").allMatch(name -> found.stream().anyMatch(e -> e.name().equals(name))) ? found
                : DirectoryEntry.list(pid, "").orElse(List.of());
    }

    /** Whether programs can put temporary files into its /tmp: it has one that is not mounted read-only. */
    public boolean temporary() {
        return root.stream().anyMatch(e -> e.name().equals("tmp") && e.kind() == DirectoryEntry.Kind.DIRECTORY)
                && !mounts.at("/tmp").or(() -> mounts.at("/")).map(m -> m.options().contains("ro")).orElse(false);
    }

    /** Whether it has ended, or is about to: the first process of a pid namespace waits for the end of all others there. */
    public boolean ending() {
        return ProcessStat.of(pid).filter(s -> s.startTime() == startTime && !s.ended() && !s.exiting()).isEmpty();
    }

    /** @throws DebugException if the process has ended since, even if another one got its pid */
    public void requireSame() {
        if (ProcessStat.of(pid).filter(s -> s.startTime() == startTime && !s.ended()).isEmpty()) {
            throw new DebugException("process " + pid + " has ended");
        }
    }
}
