package io.microcontainer.run.cgroup;

/** The signal that cgroups are ended with, signal(7). */
final class Signals {

    static final int KILL = 9;

    private Signals() {
    }
}
