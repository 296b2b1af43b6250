package io.microcontainer.build.cart;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.erofs.ErofsWriter;
import io.microcontainer.build.image.ArchiveWriter;
import io.microcontainer.build.image.BuiltImage;
import io.microcontainer.build.image.ImageBuilder;
import io.microcontainer.build.image.ImagePlatform;
import io.microcontainer.build.layer.LayerCompression;
import io.microcontainer.build.layer.LayerWriter;
import io.microcontainer.build.spec.SmithSpec;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Writes a cart's tree in the format that is asked for. What it writes appears whole or not at all. */
final class CartWriter {

    private final CartRequest request;
    private final ContentStore store;
    private final SmithSpec spec;

    CartWriter(CartRequest request, ContentStore store, SmithSpec spec) {
        this.request = request;
        this.store = store;
        this.spec = spec;
    }

    /** Writes it, and tells the digest. */
    String write(FileTree tree) {
        try {
            Path parent = request.output().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            return switch (request.format()) {
                case EROFS -> erofs(tree);
                case OCI -> archive(tree);
                case DIRECTORY -> directory(tree);
                case SQUASHFS, EXT4 -> byProgram(tree);
            };
        } catch (IOException e) {
            String reason = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
            throw new BuildException("cannot write the cart " + request.output() + ": " + reason, e);
        }
    }

    private String erofs(FileTree tree) throws IOException {
        Content image = store.put(out -> ErofsWriter.write(tree, request.time(), out));
        Path temporary = beside();
        try (InputStream in = image.open()) {
            Files.copy(in, temporary);
            move(temporary);
        } finally {
            Files.deleteIfExists(temporary);
            // Made of what the store has anyway.
            store.forget(image.sha256());
        }
        return "sha256:" + image.sha256();
    }

    private String archive(FileTree tree) {
        var layer = new LayerWriter(store, request.time(), LayerCompression.GZIP).write(tree);
        BuiltImage image = ImageBuilder.build(new ImageBuilder.Parts(spec,
                Platform.linux(ImagePlatform.goArchitecture(request.architecture())), Optional.empty(),
                List.of(new ImageBuilder.Made(layer, Optional.empty())), List.of(),
                request.time(), Optional.empty(), request.version()));
        ArchiveWriter.write(image.index(), image.blobs(), request.output(), request.time());
        return image.descriptor().digest().toString();
    }

    private String directory(FileTree tree) throws IOException {
        Path temporary = beside();
        try {
            TreeDirectory.write(tree, temporary, request.time());
            if (Files.exists(request.output().resolve(CartPlaces.MARK.relative()))) {
                TreeDirectory.delete(request.output());
            }
            Files.move(temporary, request.output());
        } finally {
            TreeDirectory.delete(temporary);
        }
        MessageDigest digest = Content.newSha256();
        ErofsWriter.write(tree, request.time(), new DigestOnly(digest));
        return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }

    private String byProgram(FileTree tree) throws IOException {
        Path staged = beside();
        Path temporary = staged.resolveSibling(staged.getFileName() + ".img");
        try {
            TreeDirectory.write(tree, staged, request.time());
            ImageProgram.run(request.format(), tree, staged, temporary, request.time());
            String digest = sha256(temporary);
            move(temporary);
            return digest;
        } finally {
            TreeDirectory.delete(staged);
            Files.deleteIfExists(temporary);
        }
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = Content.newSha256();
        try (InputStream in = Files.newInputStream(file)) {
            in.transferTo(new DigestOnly(digest));
        }
        return Digest.parse("sha256:" + HexFormat.of().formatHex(digest.digest())).toString();
    }

    private Path beside() {
        return request.output().resolveSibling("." + request.output().getFileName() + "." + UUID.randomUUID());
    }

    private void move(Path temporary) throws IOException {
        Files.move(temporary, request.output(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
