package io.microcontainer.build.cache;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.tree.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * Files by the SHA-256 of their bytes, and small records by key, below one directory that only its owner may enter.
 * Everything comes into place by rename, so builds at the same time share it and a killed build leaves nothing half
 * written. Safe for use by several threads.
 *
 * <pre>
 * sha256/ab/abcd…      content, named by its digest
 * index/KIND/ab/abcd…  records, named by the digest of their key
 * tmp/                 what is being written
 * </pre>
 */
public final class ContentStore {

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** Contents up to this size are digested before a file is made, so that known ones cost no write. */
    private static final int IN_MEMORY = 256 << 10;
    private static final int DIGEST_BYTES = 32;
    private static final long ABANDONED_DAYS = 2;

    private final Path directory;

    private ContentStore(Path directory) {
        this.directory = directory;
    }

    /**
     * Opens a cache directory; it and its parents are made if missing.
     *
     * @param directory absolute
     * @param directory absolute
     * @throws BuildException if it cannot be made or written
     */
    public static ContentStore open(Path directory) {
        if (!directory.isAbsolute()) {
            throw new IllegalArgumentException("the cache directory " + directory + " is not absolute");
        }
        var store = new ContentStore(directory);
        try {
            Files.createDirectories(store.directory, PRIVATE_DIRECTORY);
            Files.createDirectories(store.temporary(), PRIVATE_DIRECTORY);
            store.removeAbandoned();
        } catch (IOException e) {
            throw store.unusable(e);
        }
        return store;
    }

    /** The directory that holds the cache. */
    public Path directory() {
        return directory;
    }

    /** A private directory below the cache for files that another part keeps by names of its own; made if missing. */
    public Path area(String name) {
        try {
            return Files.createDirectories(directory.resolve(name), PRIVATE_DIRECTORY);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /**
     * Keeps all that the stream gives; it is not closed.
     *
     * @param limit most bytes that are taken
     * @throws IOException    if the stream fails or gives more than the limit
     * @throws BuildException if the cache cannot be written
     */
    public Content put(InputStream in, long limit) throws IOException {
        byte[] head = in.readNBytes((int) Math.min(IN_MEMORY, limit == Long.MAX_VALUE ? limit : limit + 1));
        if (head.length > limit) {
            throw tooLong(limit);
        }
        if (head.length == IN_MEMORY) {
            return stream(in, head, limit);
        }
        String sha256 = HexFormat.of().formatHex(Content.newSha256().digest(head));
        return find(sha256, head.length).orElseGet(() -> keep(head, sha256));
    }

    /** Keeps all that the stream gives; see {@link #put(InputStream, long)}. */
    public Content put(InputStream in) throws IOException {
        return put(in, Long.MAX_VALUE);
    }

    /** Writes content to a stream. */
    @FunctionalInterface
    public interface Producer {

        /** Writes all of it; may close the stream. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Keeps all that a producer writes.
     *
     * @throws IOException    if the producer fails, other than by the cache
     * @throws BuildException if the cache cannot be written
     */
    public Content put(Producer producer) throws IOException {
        Path temporary;
        OutputStream file;
        try {
            temporary = newTemporary();
            file = Files.newOutputStream(temporary);
        } catch (IOException e) {
            throw unusable(e);
        }
        try {
            MessageDigest digest = Content.newSha256();
            try (var out = new GuardedOutput(file, digest)) {
                producer.writeTo(out);
            }
            String sha256 = HexFormat.of().formatHex(digest.digest());
            try {
                long size = Files.size(temporary);
                moveTo(temporary, contentFile(sha256));
                return new Stored(contentFile(sha256), size, sha256);
            } catch (IOException e) {
                throw unusable(e);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Content known to have this digest and size, if it is kept; one of another size is damaged and not found. */
    public Optional<Content> find(String sha256, long size) {
        Path file = contentFile(sha256);
        try {
            return Files.size(file) == size ? Optional.of(new Stored(file, size, sha256)) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** Content known to have this digest, if it is kept. */
    public Optional<Content> find(String sha256) {
        Path file = contentFile(sha256);
        try {
            return Optional.of(new Stored(file, Files.size(file), sha256));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** Forgets content that proved damaged. */
    public void forget(String sha256) {
        try {
            Files.deleteIfExists(contentFile(sha256));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /**
     * The record kept under a key; empty if there is none or it is damaged.
     *
     * @param kind a short word for the kind of record and its version, fit for a directory name, such as {@code rpm-1}
     * @param key  any text
     */
    public Optional<byte[]> record(String kind, String key) {
        try {
            byte[] file = Files.readAllBytes(recordFile(kind, key));
            if (file.length < DIGEST_BYTES) {
                return Optional.empty();
            }
            byte[] value = Arrays.copyOfRange(file, DIGEST_BYTES, file.length);
            boolean whole = Arrays.equals(Content.newSha256().digest(value), Arrays.copyOf(file, DIGEST_BYTES));
            return whole ? Optional.of(value) : Optional.empty();
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Keeps a record under a key in place of what was there. */
    public void remember(String kind, String key, byte[] value) {
        ByteBuffer file = ByteBuffer.allocate(DIGEST_BYTES + value.length);
        file.put(Content.newSha256().digest(value)).put(value);
        try {
            Path target = recordFile(kind, key);
            Path temporary = newTemporary();
            try {
                Files.write(temporary, file.array());
                moveTo(temporary, target);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private Content keep(byte[] bytes, String sha256) {
        try {
            Path temporary = newTemporary();
            try {
                Files.write(temporary, bytes);
                moveTo(temporary, contentFile(sha256));
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw unusable(e);
        }
        return new Stored(contentFile(sha256), bytes.length, sha256);
    }

    private Content stream(InputStream in, byte[] head, long limit) throws IOException {
        return put(out -> {
            byte[] buffer = head;
            long size = 0;
            for (int length = head.length; length >= 0; length = in.read(buffer)) {
                size += length;
                if (size > limit) {
                    throw tooLong(limit);
                }
                out.write(buffer, 0, length);
            }
        });
    }

    private Path contentFile(String sha256) {
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("\"" + sha256 + "\" is no SHA-256 in hexadecimal");
        }
        return directory.resolve("sha256").resolve(sha256.substring(0, 2)).resolve(sha256);
    }

    private Path recordFile(String kind, String key) {
        if (!kind.matches("[a-z0-9][a-z0-9.-]*")) {
            throw new IllegalArgumentException("\"" + kind + "\" is no kind of record");
        }
        byte[] digest = Content.newSha256().digest(key.getBytes(StandardCharsets.UTF_8));
        String name = HexFormat.of().formatHex(digest);
        return directory.resolve("index").resolve(kind).resolve(name.substring(0, 2)).resolve(name);
    }

    private Path temporary() {
        return directory.resolve("tmp");
    }

    private Path newTemporary() throws IOException {
        return Files.createTempFile(temporary(), "new", null, PRIVATE_FILE);
    }

    private static void moveTo(Path temporary, Path target) throws IOException {
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException _) {
            Files.createDirectories(target.getParent(), PRIVATE_DIRECTORY);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** What a killed build left; a running build's files are younger. */
    private void removeAbandoned() throws IOException {
        Instant old = Instant.now().minus(ABANDONED_DAYS, ChronoUnit.DAYS);
        try (var files = Files.newDirectoryStream(temporary())) {
            for (Path file : files) {
                try {
                    if (Files.getLastModifiedTime(file).toInstant().isBefore(old)) {
                        Files.deleteIfExists(file);
                    }
                } catch (NoSuchFileException _) {
                    // Another build has just renamed or removed it.
                }
            }
        }
    }

    private static IOException tooLong(long limit) {
        return new IOException("more than the " + limit + " bytes that it should have");
    }

    private BuildException unusable(IOException e) {
        String reason = e instanceof FileSystemException f && f.getReason() != null ? f.getReason()
                : e.getClass().getSimpleName().replace("Exception", "");
        return new BuildException("cannot use the cache directory " + directory + ": " + reason
                + "; free it or choose another one", e);
    }

    /** Tells failures of the cache from those of who writes. */
    private final class GuardedOutput extends OutputStream {

        private final OutputStream out;
        private final MessageDigest digest;

        GuardedOutput(OutputStream out, MessageDigest digest) {
            this.out = out;
            this.digest = digest;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw unusable(e);
            }
        }

        @Override
        public void close() {
            try {
                out.close();
            } catch (IOException e) {
                throw unusable(e);
            }
        }
    }

    private record Stored(Path file, long size, String sha256) implements Content {
        @Override
        public InputStream open() throws IOException {
            return size == 0 ? new ByteArrayInputStream(new byte[0]) : Files.newInputStream(file);
        }
    }
}
