package io.microcontainer.api.oci.runtime.validation;

import io.microcontainer.api.json.JsonPath;

/**
 * Something wrong with a configuration.
 *
 * @param path where
 * @param text what was found and what was expected
 */
public record Problem(JsonPath path, String text) {

    @Override
    public String toString() {
        return path + ": " + text;
    }
}
