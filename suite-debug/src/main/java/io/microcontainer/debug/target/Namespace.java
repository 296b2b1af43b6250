package io.microcontainer.debug.target;

import io.microcontainer.api.linux.CloneFlag;
import java.nio.file.Files;
import java.util.EnumSet;
import java.util.Set;

/** Kinds of namespaces, in namespaces(7)'s order. */
public enum Namespace {
    CGROUP("cgroup", CloneFlag.CLONE_NEWCGROUP), IPC("ipc", CloneFlag.CLONE_NEWIPC), NET("net", CloneFlag.CLONE_NEWNET),
    MOUNT("mnt", CloneFlag.CLONE_NEWNS), PID("pid", CloneFlag.CLONE_NEWPID), TIME("time", CloneFlag.CLONE_NEWTIME),
    USER("user", CloneFlag.CLONE_NEWUSER), UTS("uts", CloneFlag.CLONE_NEWUTS);

    private final String file;
    private final CloneFlag flag;

    Namespace(String file, CloneFlag flag) {
        this.file = file;
        this.flag = flag;
    }

    /** The name of its file in /proc/PID/ns. */
    public String file() {
        return file;
    }

    /** The flag that setns(2) takes for it. */
    public CloneFlag flag() {
        return flag;
    }

    /** The kinds of which two processes have different ones. */
    public static Set<Namespace> different(int pid, int other) {
        Set<Namespace> different = EnumSet.noneOf(Namespace.class);
        for (Namespace kind : values()) {
            // A kernel without time namespaces (before 5.6) has no such file.
            if ((kind != TIME || Files.exists(ProcText.file(pid, "ns/time")))
                    && !ProcText.link(pid, "ns/" + kind.file).equals(ProcText.link(other, "ns/" + kind.file))) {
                different.add(kind);
            }
        }
        return different;
    }
}
