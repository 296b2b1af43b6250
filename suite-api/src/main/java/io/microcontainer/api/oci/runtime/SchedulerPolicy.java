package io.microcontainer.api.oci.runtime;

import io.microcontainer.api.json.JsonWord;

/**
 * A scheduling policy; sched(7).
 */
public enum SchedulerPolicy implements JsonWord {

    SCHED_OTHER, SCHED_FIFO, SCHED_RR, SCHED_BATCH, SCHED_ISO, SCHED_IDLE, SCHED_DEADLINE;

    @Override
    public String word() {
        return name();
    }
}
