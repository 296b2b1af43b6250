package io.microcontainer.run.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/**
 * The hierarchies that are mounted at this moment. Reading mountinfo makes the kernel print every mount of the host, of which a
 * busy one has thousands; a stat(2) for each hierarchy tells as well that all is as it was. A hierarchy that is mounted beside
 * those is noticed by the directory that it needs below /sys/fs/cgroup. Safe for many threads.
 */
public final class MountedCgroups {

    private static final Path USUAL = Path.of("/sys/fs/cgroup");

    private static final FileTime NEVER = FileTime.fromMillis(0);

    private record Known(CgroupMounts mounts, List<Object> roots, FileTime parent) {
    }

    private volatile Known known;

    /** Nothing is looked up yet. */
    public MountedCgroups() {
    }

    /** What is mounted now. */
    public CgroupMounts get() {
        Known before = known;
        if (before != null && before.equals(look(before.mounts))) {
            return before.mounts;
        }
        CgroupMounts now = CgroupMounts.read();
        known = now.hierarchies().isEmpty() ? null : look(now);
        return now;
    }

    /** Device and inode of each hierarchy's root; null if one is gone. */
    private static Known look(CgroupMounts mounts) {
        List<Object> roots = new ArrayList<>();
        try {
            for (CgroupHierarchy hierarchy : mounts.hierarchies()) {
                roots.add(attributes(hierarchy.mountPoint()).fileKey());
            }
            boolean usual = mounts.hierarchies().stream().anyMatch(hierarchy -> hierarchy.mountPoint().equals(USUAL));
            return new Known(mounts, roots, usual ? NEVER : attributes(USUAL).lastModifiedTime());
        } catch (IOException e) {
            return null;
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class);
    }
}
