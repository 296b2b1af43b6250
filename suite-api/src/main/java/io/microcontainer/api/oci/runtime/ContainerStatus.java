package io.microcontainer.api.oci.runtime;

import io.microcontainer.api.json.JsonWord;

/**
 * Where in its life a container is; runtime-spec runtime.md, "State". Paused is not in the specification, but every
 * runtime reports it.
 */
public enum ContainerStatus implements JsonWord {

    CREATING("creating"),
    CREATED("created"),
    RUNNING("running"),
    STOPPED("stopped"),
    PAUSED("paused");

    private final String word;

    ContainerStatus(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
