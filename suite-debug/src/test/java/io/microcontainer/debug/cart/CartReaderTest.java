package io.microcontainer.debug.cart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.debug.DebugException;
import io.microcontainer.debug.cart.Cart.ImageType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expected: what mke2fs, mkfs.erofs and mksquashfs make. */
class CartReaderTest {

    @TempDir
    Path directory;

    private Path cart() throws IOException {
        Path cart = Files.createDirectories(directory.resolve("cart"));
        Files.createDirectories(cart.resolve("bin"));
        Files.writeString(cart.resolve("bin/tool"), "#!/bin/sh\n");
        return cart;
    }

    private Path made(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile()).start();
        assertEquals(0, process.waitFor(), () -> List.of(command).toString());
        return directory.resolve("image");
    }

    private void assertType(ImageType type, Path image) throws IOException {
        assertEquals(new Cart.Image(image.toRealPath(), type), CartReader.read(image));
    }

    @Test
    void ext4() throws Exception {
        String image = directory.resolve("image").toString();
        assertType(ImageType.EXT4, made("mke2fs", "-q", "-t", "ext4", "-d", cart().toString(), image, "1M"));
    }

    @Test
    void erofs() throws Exception {
        assertType(ImageType.EROFS, made("mkfs.erofs", directory.resolve("image").toString(), cart().toString()));
    }

    @Test
    void squashfs() throws Exception {
        assertType(ImageType.SQUASHFS, made("mksquashfs", cart().toString(), directory.resolve("image").toString(), "-quiet", "-no-progress"));
    }

    @Test
    void directoryThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), cart());
        assertEquals(new Cart.Directory(cart().toRealPath()), CartReader.read(link));
    }

    @Test
    void refusals() throws Exception {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        Path text = Files.writeString(directory.resolve("text"), "x".repeat(5000));
        Path small = Files.writeString(directory.resolve("small"), "x");
        for (Path wrong : List.of(empty, text, small, directory.resolve("none"), Path.of("/dev/null"))) {
            DebugException e = assertThrows(DebugException.class, () -> CartReader.read(wrong));
            assertTrue(e.getMessage().contains(wrong.toString()) && e.getMessage().contains("a directory with bin/ in it, or an"),
                    e.getMessage());
        }
        assertEquals(Optional.empty(), CartReader.type(new byte[2048]));
    }
}
