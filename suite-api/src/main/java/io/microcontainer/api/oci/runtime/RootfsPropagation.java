package io.microcontainer.api.oci.runtime;

import io.microcontainer.api.json.JsonWord;

/**
 * How mounts propagate to and from the root mount; runtime-spec config-linux.md, "Rootfs Mount Propagation", and the
 * recursive forms that runtimes take.
 */
public enum RootfsPropagation implements JsonWord {

    PRIVATE("private"),
    SHARED("shared"),
    SLAVE("slave"),
    UNBINDABLE("unbindable"),
    RPRIVATE("rprivate"),
    RSHARED("rshared"),
    RSLAVE("rslave"),
    RUNBINDABLE("runbindable");

    private final String word;

    RootfsPropagation(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
