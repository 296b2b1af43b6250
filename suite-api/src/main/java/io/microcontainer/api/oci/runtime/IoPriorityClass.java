package io.microcontainer.api.oci.runtime;

import io.microcontainer.api.json.JsonWord;

/**
 * A class of ioprio_set(2).
 */
public enum IoPriorityClass implements JsonWord {

    IOPRIO_CLASS_RT, IOPRIO_CLASS_BE, IOPRIO_CLASS_IDLE;

    @Override
    public String word() {
        return name();
    }
}
