package io.microcontainer.run.compile.seccomp;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Compiled programs on disk, by their keys. The directory is this user's alone, for whoever writes there decides what
 * containers may do. A cache that cannot be used is no error: programs are compiled anew then.
 */
final class SeccompCache {

    /** Engines use a handful of profiles; whoever makes a new one for each container shall not fill the disk. */
    private static final int MOST = 64;

    private final Path directory;

    SeccompCache(Path directory) {
        this.directory = directory;
    }

    Optional<byte[]> get(String key) {
        try {
            byte[] program = Files.readAllBytes(directory.resolve(key));
            return program.length > 0 && program.length % SeccompFilter.INSTRUCTION == 0 ? Optional.of(program)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void put(String key, byte[] program) {
        Path fresh = null;
        try {
            makeDirectory();
            makeRoom();
            fresh = Files.createTempFile(directory, "new-", "");
            Files.write(fresh, program);
            Files.move(fresh, directory.resolve(key), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            remove(fresh);
        }
    }

    private static void remove(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // it is the cache's own, and cleared with the rest when room is made
        }
    }

    private void makeDirectory() throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(directory.getParent());
            try {
                Files.createDirectory(directory,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } catch (FileAlreadyExistsException e) {
                // another command made it in the meantime
            }
        }
    }

    private void makeRoom() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            int count = 0;
            for (Path file : files) {
                if (++count >= MOST) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
