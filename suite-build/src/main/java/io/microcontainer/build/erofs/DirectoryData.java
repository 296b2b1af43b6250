package io.microcontainer.build.erofs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The data of a directory: blocks that each hold some {@code struct erofs_dirent} of 12 bytes and behind them their names. Names are
 * sorted as bytes over all blocks.
 */
final class DirectoryData {

    private static final int DIRENT = 12;

    /**
     * One name.
     *
     * @param bytes the name
     * @param type  what it is: {@code EROFS_FT_REG_FILE} 1, {@code EROFS_FT_DIR} 2, {@code EROFS_FT_SYMLINK} 7
     * @param inode whose it is, a number in the writer's list
     */
    record Name(byte[] bytes, int type, int inode) {
    }

    private final List<List<Name>> blocks = new ArrayList<>();
    private final long size;

    /** @param names sorted */
    DirectoryData(List<Name> names) {
        int used = ErofsWriter.BLOCK;
        for (Name name : names) {
            int length = DIRENT + name.bytes.length;
            if (used + length > ErofsWriter.BLOCK) {
                blocks.add(new ArrayList<>());
                used = 0;
            }
            blocks.getLast().add(name);
            used += length;
        }
        size = (long) (blocks.size() - 1) * ErofsWriter.BLOCK + used;
    }

    /** How long it is. */
    long size() {
        return size;
    }

    /** Its bytes. @param nids inode numbers of the file system by number in the writer's list */
    byte[] encode(long[] nids) {
        ByteBuffer out = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < blocks.size(); i++) {
            out.position(i * ErofsWriter.BLOCK);
            int nameAt = blocks.get(i).size() * DIRENT;
            for (Name name : blocks.get(i)) {
                out.putLong(nids[name.inode]).putShort((short) nameAt).put((byte) name.type).put((byte) 0);
                nameAt += name.bytes.length;
            }
            blocks.get(i).forEach(name -> out.put(name.bytes));
        }
        return out.array();
    }
}
