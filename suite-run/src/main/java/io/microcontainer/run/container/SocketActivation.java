package io.microcontainer.run.container;

import io.microcontainer.api.session.Invocation;

/** Descriptors of systemd's socket activation that the caller hands on, sd_listen_fds(3). */
final class SocketActivation {

    private static final int MOST = 1024;

    private SocketActivation() {
    }

    /** How many there are, from 3 on; they are meant for the process that LISTEN_PID names and no other. */
    static int descriptors(Invocation caller) {
        String count = caller.environment().getOrDefault("LISTEN_FDS", "");
        String pid = caller.environment().getOrDefault("LISTEN_PID", "");
        return count.matches("[0-9]{1,4}") && pid.equals(Integer.toString(caller.pid()))
                ? Math.min(Integer.parseInt(count), MOST) : 0;
    }
}
