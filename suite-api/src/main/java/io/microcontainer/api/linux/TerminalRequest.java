package io.microcontainer.api.linux;

/** Requests of ioctl(2) for terminals: ioctl_tty(2). */
public enum TerminalRequest implements Flag {
    TIOCSCTTY(0x540e), TIOCSPGRP(0x5410), TIOCGWINSZ(0x5413), TIOCSWINSZ(0x5414), TIOCSPTLCK(0x4004_5431), TIOCGPTPEER(0x5441);

    private final long bits;

    TerminalRequest(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
