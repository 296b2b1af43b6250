package io.microcontainer.run.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Records that were read or written lately, each good for as long as its file is the same one: a record is never changed in
 * place, so another inode, time or size tells of a change, whoever made it. Safe for many threads.
 */
public final class RecordCache {

    /** Some KB each. */
    private static final int MOST = 512;

    private record Stamp(Object inode, FileTime modified, long size) {
    }

    private record Entry(Stamp stamp, ContainerRecord record) {
    }

    private final ConcurrentMap<Path, Entry> entries = new ConcurrentHashMap<>();

    /** An empty cache. */
    public RecordCache() {
    }

    /** Reads a record that is not at hand. */
    @FunctionalInterface
    interface Reader {
        ContainerRecord read() throws IOException;
    }

    /**
     * The record of a file.
     *
     * @return empty if there is no such file
     */
    Optional<ContainerRecord> get(Path file, Reader reader) throws IOException {
        try {
            Stamp stamp = stamp(file);
            Entry entry = entries.get(file);
            if (entry != null && entry.stamp.equals(stamp)) {
                return Optional.of(entry.record);
            }
            // Should the file change now, the next caller finds another stamp than this one.
            ContainerRecord record = reader.read();
            put(file, stamp, record);
            return Optional.of(record);
        } catch (NoSuchFileException | NotDirectoryException e) {
            entries.remove(file);
            return Optional.empty();
        }
    }

    /** Takes over what was written; the container's lock must be held. */
    void written(Path file, ContainerRecord record) {
        try {
            put(file, stamp(file), record);
        } catch (IOException e) {
            entries.remove(file);
        }
    }

    /** Forgets a file. */
    void remove(Path file) {
        entries.remove(file);
    }

    private void put(Path file, Stamp stamp, ContainerRecord record) {
        if (entries.size() >= MOST) {
            entries.clear();
        }
        entries.put(file, new Entry(stamp, record));
    }

    private static Stamp stamp(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return new Stamp(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
    }
}
