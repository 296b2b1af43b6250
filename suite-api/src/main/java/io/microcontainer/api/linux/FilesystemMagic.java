package io.microcontainer.api.linux;

/** File system types as statfs(2) tells them. */
public enum FilesystemMagic implements Flag {
    PROC_SUPER_MAGIC(0x9fa0), DEVPTS_SUPER_MAGIC(0x1cd1), PID_FS_MAGIC(0x50494446);

    private final long bits;

    FilesystemMagic(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
