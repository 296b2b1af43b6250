package io.microcontainer.build.cart;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Gives every inode of an ext4 image the same time of change: mke2fs copies that of the file, which nobody can set. The image has no
 * checksums of metadata. Offsets are those of Documentation/filesystems/ext4 in the kernel's sources.
 */
final class Ext4Times {

    private static final int SUPERBLOCK = 1024;
    private static final int S_INODES_COUNT = 0;
    private static final int S_LOG_BLOCK_SIZE = 0x18;
    private static final int S_INODES_PER_GROUP = 0x28;
    private static final int S_INODE_SIZE = 0x58;
    private static final int S_DESC_SIZE = 0xfe;

    private static final int SMALL_DESCRIPTOR = 32;
    private static final int BG_INODE_TABLE_LO = 0x8;
    private static final int BG_INODE_TABLE_HI = 0x28;

    private static final int I_CTIME = 0xc;
    private static final int I_CTIME_EXTRA = 0x84;
    private static final int SMALL_INODE = 128;

    private Ext4Times() {
    }

    /** @param time in seconds since 1970 */
    static void set(Path image, long time) throws IOException {
        try (FileChannel file = FileChannel.open(image, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer superblock = read(file, SUPERBLOCK, SUPERBLOCK);
            long blockSize = 1024L << superblock.getInt(S_LOG_BLOCK_SIZE);
            int perGroup = superblock.getInt(S_INODES_PER_GROUP);
            int inodeSize = Short.toUnsignedInt(superblock.getShort(S_INODE_SIZE));
            int descriptorSize = Math.max(Short.toUnsignedInt(superblock.getShort(S_DESC_SIZE)), SMALL_DESCRIPTOR);
            int groups = superblock.getInt(S_INODES_COUNT) / perGroup;
            // Blocks of more than 1 KiB: the superblock is in the first one, and the descriptors begin with the second.
            ByteBuffer descriptors = read(file, blockSize, groups * descriptorSize);
            for (int group = 0; group < groups; group++) {
                int at = group * descriptorSize;
                long table = Integer.toUnsignedLong(descriptors.getInt(at + BG_INODE_TABLE_LO));
                if (descriptorSize > SMALL_DESCRIPTOR) {
                    table |= (long) descriptors.getInt(at + BG_INODE_TABLE_HI) << 32;
                }
                ByteBuffer inodes = read(file, table * blockSize, perGroup * inodeSize);
                for (int inode = 0; inode < perGroup * inodeSize; inode += inodeSize) {
                    // An inode without a mode is not in use.
                    if (inodes.getShort(inode) != 0) {
                        inodes.putInt(inode + I_CTIME, (int) time);
                        if (inodeSize > SMALL_INODE) {
                            inodes.putInt(inode + I_CTIME_EXTRA, 0);
                        }
                    }
                }
                file.write(inodes, table * blockSize);
            }
        }
    }

    private static ByteBuffer read(FileChannel file, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, position + bytes.position()) < 0) {
                throw new IOException("the image ends at " + (position + bytes.position()));
            }
        }
        return bytes.flip();
    }
}
