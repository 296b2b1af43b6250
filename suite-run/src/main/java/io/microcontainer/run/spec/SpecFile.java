package io.microcontainer.run.spec;

import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The file that {@code spec} writes into a bundle. */
public final class SpecFile {

    private SpecFile() {
    }

    /**
     * Writes config.json.
     *
     * @param bundle an existing directory, absolute
     * @return the file
     * @throws RunException if there is one already
     */
    public static Path write(Path bundle, RuntimeConfig config) {
        Path file = bundle.resolve(RuntimeConfig.FILE);
        try {
            Files.write(file, JsonText.pretty(config), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return file;
        } catch (FileAlreadyExistsException e) {
            throw new RunException(file + " exists already; remove it first or name another bundle", e);
        } catch (NoSuchFileException e) {
            throw new RunException("write " + file + ": there is no directory " + bundle, e);
        } catch (IOException e) {
            throw new RunException("write " + file + ": " + e.getMessage(), e);
        }
    }
}
