package io.microcontainer.api.linux;

/** Flags of openat(2) and openat2(2). */
public enum OpenFlag implements Flag {
    O_RDONLY(0), O_WRONLY(1), O_RDWR(2), O_CREAT(0100), O_EXCL(0200), O_NOCTTY(0400), O_TRUNC(01000), O_APPEND(02000),
    O_NONBLOCK(04000), O_DIRECTORY(0200000, 040000), O_NOFOLLOW(0400000, 0100000), O_CLOEXEC(02000000),
    O_PATH(010000000);

    private final long bits;

    OpenFlag(long bits) {
        this(bits, bits);
    }

    OpenFlag(long x8664, long aarch64) {
        this.bits = Architecture.current() == Architecture.AARCH64 ? aarch64 : x8664;
    }

    @Override
    public long bits() {
        return bits;
    }
}
