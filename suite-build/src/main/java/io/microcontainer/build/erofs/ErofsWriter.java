package io.microcontainer.build.erofs;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a tree as a file system image of the kernel's erofs, uncompressed: fs/erofs/erofs_fs.h of Linux. Everything
 * belongs to root, has one time, and files of the same content share their blocks. The same tree gives the same bytes.
 *
 * <pre>
 * 0      nothing
 * 1024   superblock
 * 1152   inodes, each followed by the rest of its data that fills no whole block, if both fit into one block
 * …      whole blocks of data
 * </pre>
 */
public final class ErofsWriter {

    static final int BLOCK = 4096;

    private static final int BLOCK_BITS = 12;
    private static final int SUPERBLOCK = 1024;
    private static final int SUPERBLOCK_SIZE = 128;
    private static final int MAGIC = 0xe0f5e1e2;

    /** Size of an inode of the compact kind, and the unit in which inodes are numbered. */
    private static final int INODE = 32;

    private static final int FLAT_PLAIN = 0;
    private static final int FLAT_INLINE = 2;

    private static final int REG_FILE = 1;
    private static final int DIRECTORY = 2;
    private static final int SYMLINK = 7;

    private static final long MOST_BYTES = 0xffff_ffffL;

    private final FileTree tree;
    private final long time;
    private final List<TreePath> paths;
    private final Map<TreePath, Integer> numbers = new HashMap<>();
    private final DirectoryData[] directories;
    private final long[] sizes;
    private final long[] nids;
    private final boolean[] inline;
    private final long[] firstBlocks;
    private final int[] links;
    /** The files whose whole blocks are written, in their order. */
    private final List<Integer> written = new ArrayList<>();
    private long metadataEnd;
    private long blocks;

    private ErofsWriter(FileTree tree, long time) {
        this.tree = tree;
        this.time = time;
        this.paths = List.copyOf(tree.entries().keySet());
        int count = paths.size();
        directories = new DirectoryData[count];
        sizes = new long[count];
        nids = new long[count];
        inline = new boolean[count];
        firstBlocks = new long[count];
        links = new int[count];
        for (int i = 0; i < count; i++) {
            numbers.put(paths.get(i), i);
        }
    }

    /**
     * Writes an image.
     *
     * @param time of all files, seconds since 1970
     * @throws BuildException if a file is too large
     */
    public static void write(FileTree tree, long time, OutputStream out) throws IOException {
        ErofsWriter writer = new ErofsWriter(tree, time);
        writer.measure();
        writer.place();
        writer.write(out);
    }

    private Entry entry(int i) {
        return tree.get(paths.get(i)).orElseThrow();
    }

    private void measure() {
        for (int i = 0; i < paths.size(); i++) {
            links[i]++;
            switch (entry(i)) {
                case Entry.Directory _ -> {
                    directories[i] = directory(i);
                    sizes[i] = directories[i].size();
                    links[i]++;
                    if (i > 0) {
                        links[numbers.get(paths.get(i).parent())]++;
                    }
                }
                case Entry.RegularFile file -> sizes[i] = file.content().size();
                case Entry.Symlink link -> sizes[i] = ByteText.encode(link.target()).length;
            }
            if (sizes[i] > MOST_BYTES) {
                throw new BuildException(paths.get(i) + " has " + sizes[i] + " bytes, more than the 4 GiB that an image holds of one file");
            }
        }
    }

    private DirectoryData directory(int i) {
        TreePath path = paths.get(i);
        List<DirectoryData.Name> names = new ArrayList<>();
        names.add(new DirectoryData.Name(".".getBytes(StandardCharsets.US_ASCII), DIRECTORY, i));
        names.add(new DirectoryData.Name("..".getBytes(StandardCharsets.US_ASCII), DIRECTORY, numbers.get(path.parent())));
        for (TreePath child : tree.children(path)) {
            int type = switch (tree.get(child).orElseThrow()) {
                case Entry.Directory _ -> DIRECTORY;
                case Entry.RegularFile _ -> REG_FILE;
                case Entry.Symlink _ -> SYMLINK;
            };
            names.add(new DirectoryData.Name(ByteText.encode(child.name()), type, numbers.get(child)));
        }
        names.sort((a, b) -> Arrays.compareUnsigned(a.bytes(), b.bytes()));
        return new DirectoryData(names);
    }

    /** Gives every inode its place, the root the first one, and then whole blocks of data theirs. */
    private void place() {
        long at = SUPERBLOCK + SUPERBLOCK_SIZE;
        for (int i = 0; i < paths.size(); i++) {
            long rest = sizes[i] % BLOCK;
            inline[i] = rest > 0 && rest <= BLOCK - INODE;
            long needed = INODE + (inline[i] ? rest : 0);
            if (at % BLOCK + needed > BLOCK) {
                at = aligned(at, BLOCK);
            }
            nids[i] = at / INODE;
            at = aligned(at + needed, INODE);
        }
        metadataEnd = aligned(at, BLOCK);
        blocks = metadataEnd / BLOCK;
        Map<String, Long> known = new HashMap<>();
        for (int i = 0; i < paths.size(); i++) {
            long count = wholeBlocks(i);
            if (count > 0) {
                String key = entry(i) instanceof Entry.RegularFile file ? file.content().sha256() : "directory " + i;
                Long there = known.putIfAbsent(key, blocks);
                firstBlocks[i] = there == null ? blocks : there;
                if (there == null) {
                    written.add(i);
                    blocks += count;
                }
            }
        }
        if (blocks > MOST_BYTES) {
            throw new BuildException("the files are more than an image holds");
        }
    }

    /** Blocks outside of the metadata: the last one is filled up with zeros if the rest does not lie with the inode. */
    private long wholeBlocks(int i) {
        return inline[i] ? sizes[i] / BLOCK : (sizes[i] + BLOCK - 1) / BLOCK;
    }

    private void write(OutputStream out) throws IOException {
        ByteBuffer metadata = ByteBuffer.allocate(Math.toIntExact(metadataEnd)).order(ByteOrder.LITTLE_ENDIAN);
        superblock(metadata);
        for (int i = 0; i < paths.size(); i++) {
            metadata.position(Math.toIntExact(nids[i] * INODE));
            inode(metadata, i);
            if (inline[i]) {
                try (InputStream in = data(i)) {
                    in.skipNBytes(sizes[i] - sizes[i] % BLOCK);
                    metadata.put(in.readNBytes((int) (sizes[i] % BLOCK)));
                }
            }
        }
        out.write(metadata.array());
        byte[] buffer = new byte[BLOCK];
        for (int i : written) {
            try (InputStream in = data(i)) {
                for (long block = 0; block < wholeBlocks(i); block++) {
                    Arrays.fill(buffer, in.readNBytes(buffer, 0, BLOCK), BLOCK, (byte) 0);
                    out.write(buffer);
                }
            }
        }
    }

    private InputStream data(int i) throws IOException {
        return switch (entry(i)) {
            case Entry.Directory _ -> Content.of(directories[i].encode(nids)).open();
            case Entry.RegularFile file -> file.content().open();
            case Entry.Symlink link -> Content.of(ByteText.encode(link.target())).open();
        };
    }

    private void superblock(ByteBuffer out) {
        out.position(SUPERBLOCK);
        out.putInt(MAGIC).putInt(0).putInt(0).put((byte) BLOCK_BITS).put((byte) 0).putShort((short) nids[0]);
        out.putLong(paths.size()).putLong(time).putInt(0).putInt((int) blocks);
        // Inodes are numbered from the image's begin, and there are no extended attributes.
        out.putInt(0).putInt(0);
    }

    private void inode(ByteBuffer out, int i) {
        Entry entry = entry(i);
        int type = switch (entry) {
            case Entry.Directory _ -> 0040000;
            case Entry.RegularFile _ -> 0100000;
            case Entry.Symlink _ -> 0120000;
        };
        out.putShort((short) ((inline[i] ? FLAT_INLINE : FLAT_PLAIN) << 1)).putShort((short) 0);
        out.putShort((short) (type | entry.mode())).putShort((short) Math.min(links[i], 0xffff));
        out.putInt((int) sizes[i]).putInt(0).putInt((int) firstBlocks[i]).putInt(i + 1);
        // Owner and group are root.
        out.putShort((short) 0).putShort((short) 0).putInt(0);
    }

    private static long aligned(long value, int unit) {
        return (value + unit - 1) / unit * unit;
    }
}
