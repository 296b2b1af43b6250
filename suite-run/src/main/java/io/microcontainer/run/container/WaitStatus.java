package io.microcontainer.run.container;

import io.microcontainer.api.linux.Signal;

/**
 * How a process ended, as wait4(2) tells it.
 *
 * @param word the wait status
 */
record WaitStatus(int word) {

    private int signal() {
        return word & 0x7f;
    }

    /** As shells put it: the exit status, or 128 and the signal that ended it. */
    int exitStatus() {
        return signal() == 0 ? word >> 8 & 0xff : 128 + signal();
    }

    @Override
    public String toString() {
        return signal() == 0 ? "it exited with status " + exitStatus() : new Signal(signal()) + " ended it";
    }
}
