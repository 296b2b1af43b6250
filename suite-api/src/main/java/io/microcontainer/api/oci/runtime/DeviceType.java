package io.microcontainer.api.oci.runtime;

import io.microcontainer.api.json.JsonWord;

/**
 * A kind of device node; mknod(1).
 */
public enum DeviceType implements JsonWord {

    BLOCK("b"),
    CHARACTER("c"),
    UNBUFFERED_CHARACTER("u"),
    FIFO("p");

    private final String word;

    DeviceType(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
