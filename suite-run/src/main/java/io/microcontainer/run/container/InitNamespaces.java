package io.microcontainer.run.container;

import io.microcontainer.api.linux.CloneFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Which namespaces two processes do not share, by the inodes that procfs shows (namespaces(7)). */
final class InitNamespaces {

    private static final Map<String, CloneFlag> FLAGS = Map.of("cgroup", CloneFlag.CLONE_NEWCGROUP, "ipc",
            CloneFlag.CLONE_NEWIPC, "mnt", CloneFlag.CLONE_NEWNS, "net", CloneFlag.CLONE_NEWNET, "pid",
            CloneFlag.CLONE_NEWPID, "time", CloneFlag.CLONE_NEWTIME, "user", CloneFlag.CLONE_NEWUSER, "uts",
            CloneFlag.CLONE_NEWUTS);

    private InitNamespaces() {
    }

    /** Those of the first process that the second is not in. */
    static Set<CloneFlag> notShared(int first, int second) {
        Set<CloneFlag> found = EnumSet.noneOf(CloneFlag.class);
        FLAGS.forEach((name, flag) -> {
            String there = link(first, name);
            if (!there.isEmpty() && !there.equals(link(second, name))) {
                found.add(flag);
            }
        });
        return found;
    }

    /** Empty for a process that has ended, and for a kind of namespace that the kernel lacks. */
    private static String link(int pid, String name) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Integer.toString(pid), "ns", name)).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
