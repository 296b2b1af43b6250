package io.microcontainer.build.image;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.oci.image.ImageLayout;
import io.microcontainer.api.oci.image.Index;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.compress.Compression;
import io.microcontainer.build.gzip.GzipWriter;
import io.microcontainer.build.tar.TarWriter;
import io.microcontainer.build.tree.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Writes an image as an OCI archive: a gzip-compressed tar of an image layout (image-spec image-layout.md). The file
 * appears whole or not at all. Layers that are compressed are not compressed again.
 */
public final class ArchiveWriter {

    private static final int FILE_MODE = 0644;
    private static final int DIRECTORY_MODE = 0755;

    private ArchiveWriter() {
    }

    /**
     * Writes an image to a file in place of what is there.
     *
     * @param index            of the archive
     * @param blobs            all that it leads to
     * @param modificationTime of all members, seconds since 1970
     * @throws BuildException if the file cannot be written
     */
    public static void write(Index index, SortedMap<Digest, Content> blobs, Path file, long modificationTime) {
        Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        try {
            if (Files.isDirectory(file)) {
                throw new BuildException("cannot write the image to " + file + ": that is a directory; name a file in it");
            }
            try (OutputStream out = Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                write(index, blobs, out, modificationTime);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            String reason = e instanceof FileSystemException f && f.getReason() != null ? f.getReason()
                    : e instanceof NoSuchFileException ? "its directory is not there" : e.getMessage();
            throw new BuildException("cannot write the image to " + file + ": " + reason, e);
        } finally {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException _) {
                // The error that led here says more.
            }
        }
    }

    private static void write(Index index, SortedMap<Digest, Content> blobs, OutputStream out, long modificationTime) throws IOException {
        var gzip = new GzipWriter(out);
        try (var tar = new TarWriter(gzip, modificationTime)) {
            add(tar, ImageLayout.FILE, Content.of(JsonText.compact(ImageLayout.CURRENT)));
            add(tar, "index.json", Content.of(JsonText.compact(index)));
            tar.directory("blobs", DIRECTORY_MODE);
            for (String algorithm : new TreeSet<>(blobs.keySet().stream().map(Digest::algorithm).toList())) {
                tar.directory("blobs/" + algorithm, DIRECTORY_MODE);
            }
            for (var each : blobs.entrySet()) {
                gzip.compress(!isCompressed(each.getValue()));
                add(tar, "blobs/" + each.getKey().algorithm() + "/" + each.getKey().encoded(), each.getValue());
            }
            gzip.compress(true);
        }
    }

    private static boolean isCompressed(Content content) throws IOException {
        try (InputStream in = content.open()) {
            return Compression.detect(in.readNBytes(Compression.MAGIC)) != Compression.NONE;
        }
    }

    private static void add(TarWriter tar, String name, Content content) throws IOException {
        tar.file(name, FILE_MODE, content.size());
        byte[] buffer = new byte[128 << 10];
        try (InputStream in = content.open()) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                tar.content(buffer, 0, length);
            }
        }
    }
}
