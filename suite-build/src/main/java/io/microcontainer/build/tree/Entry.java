package io.microcontainer.build.tree;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What lies at a path of a tree. Owners and times are not kept, and devices, sockets and fifos have no place in a
 * microcontainer. Modes are the twelve low bits of {@code st_mode}.
 */
public sealed interface Entry {

    /** Permission bits with setuid, setgid and sticky. */
    int mode();

    /** Where it came from. */
    Origin origin();

    /** A directory. */
    record Directory(int mode, Origin origin) implements Entry {
        public Directory {
            checkMode(mode);
        }
    }

    /**
     * A regular file.
     *
     * @param xattrs extended attributes by full name ({@code security.capability}); values as {@link ByteText}
     * @param inode  names the inode that several hard links of one tree share; empty if the file has one name only
     */
    record RegularFile(int mode, Content content, SortedMap<String, String> xattrs, Optional<String> inode, Origin origin)
            implements Entry {

        public RegularFile {
            checkMode(mode);
            xattrs = Collections.unmodifiableSortedMap(new TreeMap<>(xattrs));
        }

        /** A file without extended attributes and with one name. */
        public RegularFile(int mode, Content content, Origin origin) {
            this(mode, content, new TreeMap<>(Map.of()), Optional.empty(), origin);
        }
    }

    /**
     * A symbolic link.
     *
     * @param target as stored: absolute or relative, not resolved, {@link ByteText}
     */
    record Symlink(String target, Origin origin) implements Entry {

        public Symlink {
            if (target.isEmpty() || target.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("a symlink needs a target without NUL");
            }
        }

        @Override
        public int mode() {
            return 0777;
        }
    }

    private static void checkMode(int mode) {
        if ((mode & ~07777) != 0) {
            throw new IllegalArgumentException("mode " + Integer.toOctalString(mode) + " has more than permission bits");
        }
    }
}
