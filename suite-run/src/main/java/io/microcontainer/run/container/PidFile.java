package io.microcontainer.run.container;

import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file with a process id in decimal and nothing behind it ({@code --pid-file}). It appears as a whole. */
final class PidFile {

    private PidFile() {
    }

    static void write(Path file, int pid) {
        Path fresh = file.resolveSibling("." + file.getFileName() + "." + pid);
        try {
            Files.write(fresh, Integer.toString(pid).getBytes(StandardCharsets.US_ASCII));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new RunException("write the process id to " + file + " (--pid-file): " + e.getMessage(), e);
        }
    }
}
