package io.microcontainer.run.container;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The config of a container as create saved it, which it checked then. Most commands want of it only whether there are
 * hooks to run, and seldom there are: that can be told without understanding all of it.
 *
 * @param file where it lies
 * @param text its bytes
 */
record SavedConfig(Path file, byte[] text) {

    static SavedConfig read(Path file) {
        try {
            return new SavedConfig(file, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new RunException("read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Whether it may have a field of this name, anywhere: false only if the text surely has none. */
    boolean mayHave(String field) {
        String latin = new String(text, StandardCharsets.ISO_8859_1);
        return latin.contains('"' + field + '"') || latin.contains("\\u");
    }

    RuntimeConfig parse() {
        return JsonDocument.parse(text, file.toString()).object(RuntimeConfig::read);
    }
}
