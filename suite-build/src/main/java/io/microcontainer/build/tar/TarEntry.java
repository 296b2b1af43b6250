package io.microcontainer.build.tar;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One member of a tar archive.
 *
 * @param name   as in the archive, not normalised, bytes as {@link io.microcontainer.build.tree.ByteText}
 * @param mode   the twelve low bits
 * @param size   bytes of content, holes of a sparse file counted
 * @param link   target of a symbolic or hard link, else empty
 * @param xattrs extended attributes by full name
 * @param uid    owner's number
 * @param gid    group's number
 * @param modified seconds since 1970
 */
public record TarEntry(String name, Type type, int mode, long size, String link, SortedMap<String, String> xattrs, long uid, long gid,
                       long modified) {

    /** Kinds of members. */
    public enum Type { FILE, HARD_LINK, SYMLINK, DIRECTORY, CHARACTER_DEVICE, BLOCK_DEVICE, FIFO, OTHER }

    public TarEntry {
        xattrs = Collections.unmodifiableSortedMap(new TreeMap<>(xattrs));
    }
}
