package io.microcontainer.run.cgroup;

/** Sends a signal to a process, kill(2). */
@FunctionalInterface
public interface Signaller {

    /**
     * @param pid    a process of the engine's pid namespace
     * @param signal number as in signal(7); a process that has ended meanwhile is no error
     */
    void signal(int pid, int signal);
}
