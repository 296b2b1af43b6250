package io.microcontainer.api.oci.runtime;

import io.microcontainer.api.json.JsonWord;

/**
 * An execution domain of personality(2).
 */
public enum PersonalityDomain implements JsonWord {

    LINUX, LINUX32;

    @Override
    public String word() {
        return name();
    }
}
