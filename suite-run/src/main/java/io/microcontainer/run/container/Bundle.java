package io.microcontainer.run.container;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonLimits;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.api.oci.runtime.validation.Problem;
import io.microcontainer.api.oci.runtime.validation.RuntimeConfigValidator;
import io.microcontainer.api.oci.runtime.validation.Validation;
import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A bundle as create reads it (runtime-spec bundle.md).
 *
 * @param directory absolute, without symbolic links
 * @param config    validated
 * @param text      the config's bytes
 */
record Bundle(Path directory, RuntimeConfig config, byte[] text) {

    /** Reads and checks a bundle's config. */
    static Bundle read(Path directory, Log log) {
        Path file = directory.resolve(RuntimeConfig.FILE);
        byte[] text;
        try {
            if (Files.size(file) > JsonLimits.DEFAULT.maxBytes()) {
                throw new RunException(file + " is larger than any config: more than " + JsonLimits.DEFAULT.maxBytes() + " bytes");
            }
            text = Files.readAllBytes(file);
            directory = directory.toRealPath();
        } catch (NoSuchFileException e) {
            throw new RunException("there is no " + RuntimeConfig.FILE + " in the bundle " + directory
                    + "; `railcar spec` writes one", e);
        } catch (IOException e) {
            throw new RunException("read " + file + ": " + e.getMessage(), e);
        }
        return new Bundle(directory, parse(text, file, log), text);
    }

    /** Reads and checks the text of a config. */
    private static RuntimeConfig parse(byte[] text, Path file, Log log) {
        RuntimeConfig config = JsonDocument.parse(text, file.toString()).object(RuntimeConfig::read);
        Validation validation = RuntimeConfigValidator.validate(config, true);
        validation.orThrow(file.toString());
        for (Problem problem : validation.warnings()) {
            // `runc spec` writes ambient capabilities that the kernel does not take: nothing to trouble anyone with.
            if (problem.path().toString().contains("capabilities.ambient")) {
                String where = file.toString();
                log.debug(() -> where + ": " + problem);
            } else {
                log.warning(file + ": " + problem);
            }
        }
        UnknownFields.tell(config, file, log);
        return config;
    }

    /** The config of a container as create saved it. */
    static RuntimeConfig readSaved(Path file) {
        return SavedConfig.read(file).parse();
    }

    /** The root file system's directory on the host. */
    Path rootfs() {
        return directory.resolve(config.root().path()).normalize();
    }
}
