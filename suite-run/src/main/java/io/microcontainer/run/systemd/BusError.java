package io.microcontainer.run.systemd;

import io.microcontainer.run.RunException;

/** What systemd answered to a call that it refused. */
final class BusError extends RunException {

    private static final long serialVersionUID = 1L;

    private final String name;

    BusError(String name, String message) {
        super(message);
        this.name = name;
    }

    /** Whether it is this error, named as {@code org.freedesktop.systemd1.NoSuchUnit}. */
    boolean is(String error) {
        return name.equals(error);
    }
}
