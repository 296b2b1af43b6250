package io.microcontainer.build.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * A file while it is fetched, {@code TARGET.part}. One that a broken connection left is gone on with, if its checksum is known;
 * one that another process writes at this moment is left to it.
 */
final class PartFile implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final Path target;
    private final FileChannel channel;
    private final boolean resumable;
    private boolean done;

    private PartFile(Path file, Path target, FileChannel channel, boolean resumable) {
        this.file = file;
        this.target = target;
        this.channel = channel;
        this.resumable = resumable;
    }

    /** @param resumable whether what is there already may be used */
    static PartFile open(Path target, boolean resumable) throws IOException {
        if (resumable) {
            Path file = target.resolveSibling(target.getFileName() + ".part");
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                // The lock ends with the channel; another process may have moved the file away before it was taken.
                if (channel.tryLock() != null && Files.exists(file)) {
                    return new PartFile(file, target, channel, true);
                }
            } catch (OverlappingFileLockException _) {
                // Another thread has it.
            }
            channel.close();
        }
        Path file = Files.createTempFile(target.getParent(), ".new", null);
        return new PartFile(file, target, FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE), false);
    }

    FileChannel channel() {
        return channel;
    }

    long size() throws IOException {
        return channel.size();
    }

    /** Feeds what is there to a digest and goes to its end. */
    void digest(MessageDigest digest) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        channel.position(0);
        while (channel.read(buffer) >= 0) {
            digest.update(buffer.flip());
            buffer.clear();
        }
    }

    /** Throws away what is there. */
    void restart() throws IOException {
        channel.truncate(0);
    }

    /** The file is whole and right: puts it where it belongs. */
    void finish() throws IOException {
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        done = true;
    }

    /** What can be gone on with stays. */
    @Override
    public void close() throws IOException {
        if (!done && (!resumable || channel.size() == 0)) {
            Files.deleteIfExists(file);
        }
        channel.close();
    }
}
