package io.microcontainer.run.compile;

import java.nio.file.Path;

/** Where the kernel says that memory has run out. */
public sealed interface OomSource {

    /** An eventfd at memory.oom_control of v1 (Documentation/admin-guide/cgroup-v1/memory.rst, OOM Control). */
    record V1(Path directory) implements OomSource {
    }

    /** Changes of memory.events of v2, seen by inotify(7). */
    record V2(Path directory) implements OomSource {
    }

    /** Nowhere: the container has no memory cgroup of its own. */
    record None() implements OomSource {
    }
}
