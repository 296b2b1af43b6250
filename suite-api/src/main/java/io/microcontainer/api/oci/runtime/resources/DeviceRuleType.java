package io.microcontainer.api.oci.runtime.resources;

import io.microcontainer.api.json.JsonWord;

/**
 * The devices that a rule is about.
 */
public enum DeviceRuleType implements JsonWord {

    ALL("a"),
    BLOCK("b"),
    CHARACTER("c");

    private final String word;

    DeviceRuleType(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
