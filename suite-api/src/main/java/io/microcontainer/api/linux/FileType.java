package io.microcontainer.api.linux;

/** Types of files in a mode: inode(7). */
public enum FileType implements Flag {
    S_IFMT(0170000), S_IFIFO(0010000), S_IFCHR(0020000), S_IFDIR(0040000), S_IFBLK(0060000), S_IFREG(0100000);

    private final long bits;

    FileType(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
