package io.microcontainer.run.cgroup;

import io.microcontainer.run.RunException;

/** Waits a moment for the kernel where it offers nothing to wait on. */
final class Pause {

    private Pause() {
    }

    static void milliseconds(long duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunException("interrupted while waiting for the kernel to change a cgroup", e);
        }
    }
}
