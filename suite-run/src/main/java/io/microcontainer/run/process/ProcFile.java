package io.microcontainer.run.process;

import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads files of procfs, whose size is not known before and whose process may end at any moment. */
final class ProcFile {

    /** Far above the longest file read here; a command line is the one that a process can make long. */
    private static final int LIMIT = 1 << 20;

    private ProcFile() {
    }

    /** The file's bytes, at most 1 MiB; empty if the process is gone. */
    static Optional<byte[]> read(Path file) {
        try {
            return Optional.of(UnsizedFile.read(file, LIMIT));
        } catch (IOException e) {
            // FileNotFoundException may mean anything that open(2) says; read(2) on a file opened before the process ended answers ESRCH
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            throw new RunException("read " + file + ": " + e.getMessage(), e);
        }
    }
}
