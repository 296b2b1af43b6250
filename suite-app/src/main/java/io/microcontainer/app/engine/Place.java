package io.microcontainer.app.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Where a process stands: its namespaces and its root directory. An engine serves launchers of the same place only, since
 * paths, process ids and users mean the same in both.
 *
 * @param namespaces inode numbers of /proc/self/ns/{mnt,user,pid,cgroup,net}; 0 where the kernel lacks one
 * @param rootDevice device of "/": major number in the upper, minor number in the lower half
 * @param rootInode  inode number of "/"
 */
record Place(long[] namespaces, long rootDevice, long rootInode) {

    /** Bytes of the encoded form. */
    static final int SIZE = 56;

    private static final String[] KINDS = { "mnt", "user", "pid", "cgroup", "net" };

    /** The place of this JVM. */
    static Place ours() throws IOException {
        long[] namespaces = new long[KINDS.length];
        for (int i = 0; i < KINDS.length; i++) {
            Path link = Path.of("/proc/self/ns", KINDS[i]);
            if (Files.exists(link)) {
                namespaces[i] = inode(Files.readSymbolicLink(link).toString());
            }
        }
        Path root = Path.of("/");
        return new Place(namespaces, device((long) Files.getAttribute(root, "unix:dev")),
                (long) Files.getAttribute(root, "unix:ino"));
    }

    static Place get(ByteBuffer in) {
        long[] namespaces = new long[KINDS.length];
        for (int i = 0; i < namespaces.length; i++) {
            namespaces[i] = in.getLong();
        }
        return new Place(namespaces, in.getLong(), in.getLong());
    }

    /** Whether it is the same place. */
    boolean is(Place other) {
        return Arrays.equals(namespaces, other.namespaces) && rootDevice == other.rootDevice && rootInode == other.rootInode;
    }

    void put(ByteBuffer out) {
        for (long namespace : namespaces) {
            out.putLong(namespace);
        }
        out.putLong(rootDevice).putLong(rootInode);
    }

    /** {@code mnt:[4026531841]} to 4026531841. */
    private static long inode(String link) {
        return Long.parseLong(link, link.indexOf('[') + 1, link.length() - 1, 10);
    }

    /** From dev_t as makedev(3) makes it. */
    private static long device(long dev) {
        long major = dev >>> 8 & 0xfff | dev >>> 32 & 0xfffff000L;
        long minor = dev & 0xff | dev >>> 12 & 0xffffff00L;
        return major << 32 | minor;
    }
}
