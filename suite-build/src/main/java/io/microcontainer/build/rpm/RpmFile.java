package io.microcontainer.build.rpm;

import io.microcontainer.build.tree.ByteText;

/**
 * One file as a package's header describes it.
 *
 * @param index        place in the header's file list
 * @param path         absolute; bytes that are not UTF-8 are kept, see {@link ByteText}
 * @param mode         type and permissions as in stat(2)
 * @param size         bytes of content
 * @param digest       hex digest of a regular file's content by the package's algorithm; empty where it has none
 * @param linkTo       target of a symbolic link, else empty
 * @param flags        {@code RPMFILE_*} bits
 * @param rdev         device number of a device node, 16 or more bits as stat(2) packs them
 * @param device       with {@code inode} tells which names are hard links of one file
 * @param inode        unique within the package but for hard links
 * @param modified     seconds since 1970
 * @param user         owner's name
 * @param group        group's name
 * @param capabilities text of the file capabilities as in cap_from_text(3), else empty
 */
public record RpmFile(int index, String path, int mode, long size, String digest, String linkTo, int flags, int rdev,
        int device, int inode, long modified, String user, String group, String capabilities) {

    /** RPMFILE_CONFIG: a configuration file. */
    public static final int CONFIG = 1;
    /** RPMFILE_DOC: documentation. */
    public static final int DOC = 1 << 1;
    /** RPMFILE_GHOST: owned by the package, but not in its payload. */
    public static final int GHOST = 1 << 6;
    /** RPMFILE_LICENSE: a licence text. */
    public static final int LICENSE = 1 << 7;

    private static final int S_IFMT = 0170000;
    private static final int S_IFREG = 0100000;
    private static final int S_IFDIR = 0040000;
    private static final int S_IFLNK = 0120000;

    public boolean isRegular() {
        return (mode & S_IFMT) == S_IFREG;
    }

    public boolean isDirectory() {
        return (mode & S_IFMT) == S_IFDIR;
    }

    public boolean isSymlink() {
        return (mode & S_IFMT) == S_IFLNK;
    }

    public boolean isGhost() {
        return (flags & GHOST) != 0;
    }

    /** Type bits of the mode, {@code S_IFMT}. */
    public int type() {
        return mode & S_IFMT;
    }

    /** Permission, set-id and sticky bits of the mode. */
    public int permissions() {
        return mode & 07777;
    }
}
