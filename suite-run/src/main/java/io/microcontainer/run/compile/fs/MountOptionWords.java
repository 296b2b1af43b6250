package io.microcontainer.run.compile.fs;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** The options of mounts that railcar itself carries out; others go to the file system. */
public final class MountOptionWords {

    private static final List<String> ATTRIBUTES = List.of("ro", "rw", "nosuid", "suid", "nodev", "dev", "noexec", "exec", "nodiratime",
            "diratime", "nosymfollow", "symfollow", "noatime", "strictatime", "relatime", "atime", "norelatime", "nostrictatime");

    private static final List<String> OTHERS = List.of("bind", "rbind", "remount", "tmpcopyup", "idmap", "ridmap", "sync", "async", "dirsync", "mand", "nomand",
            "lazytime", "nolazytime", "defaults", "silent", "loud", "iversion", "noiversion", "private", "rprivate", "slave", "rslave",
            "shared", "rshared", "unbindable", "runbindable");

    private MountOptionWords() {
    }

    /** All of them, sorted. */
    public static Collection<String> known() {
        Collection<String> words = new TreeSet<>(OTHERS);
        for (String attribute : ATTRIBUTES) {
            words.add(attribute);
            words.add("r" + attribute);
        }
        return words;
    }
}
