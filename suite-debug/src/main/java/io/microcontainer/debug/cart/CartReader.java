package io.microcontainer.debug.cart;

import io.microcontainer.debug.DebugException;
import io.microcontainer.debug.cart.Cart.ImageType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Tells what kind of cart lies at a path. */
public final class CartReader {

    private static final String EXPECTED =
            "a cart is a directory with bin/ in it, or an ext4, erofs or squashfs image file";

    /** Where the superblocks of ext4 and erofs begin (Documentation/filesystems in the kernel's sources). */
    private static final int SUPERBLOCK = 1024;

    /** ext4: {@code s_magic} at 0x38 of the superblock, 16 bits. */
    private static final int EXT4_OFFSET = SUPERBLOCK + 0x38;
    private static final int EXT4_MAGIC = 0xef53;

    /** erofs: at the begin of the superblock, 32 bits. */
    private static final int EROFS_MAGIC = 0xe0f5e1e2;

    /** squashfs: at the begin of the file, 32 bits. */
    private static final int SQUASHFS_MAGIC = 0x73717368;

    private CartReader() {
    }

    /**
     * Looks at a cart.
     *
     * @param path absolute
     * @throws DebugException if there is none; the sentence says what is expected
     */
    public static Cart read(Path path) {
        try {
            Path real = path.toRealPath();
            if (Files.isDirectory(real)) {
                if (List.of("bin", "sbin", "usr/bin").stream().noneMatch(d -> Files.isDirectory(real.resolve(d)))) {
                    throw new DebugException("the directory " + path + " has no bin/: " + EXPECTED);
                }
                return new Cart.Directory(real);
            }
            if (!Files.isRegularFile(real)) {
                throw new DebugException(path + " is neither a directory nor a file: " + EXPECTED);
            }
            return new Cart.Image(real, type(real).orElseThrow(() -> new DebugException(
                    "the file " + path + " holds no file system that can be a cart: " + EXPECTED)));
        } catch (NoSuchFileException e) {
            throw new DebugException("there is no cart at " + path + ": crashcart build makes one; " + EXPECTED + ", given by --image", e);
        } catch (AccessDeniedException e) {
            throw new DebugException("the cart at " + path + " is not yours to read", e);
        } catch (IOException e) {
            throw new DebugException("read the cart at " + path + ": " + e.getMessage(), e);
        }
    }

    /** Whether a path holds a cart as it is, or what is wrong with it is better said by {@link #read} than by others. */
    public static boolean isCart(Path path) {
        if (Files.isDirectory(path)) {
            return !Files.exists(path.resolve("oci-layout"));
        }
        try {
            return Files.isRegularFile(path) && type(path).isPresent();
        } catch (IOException e) {
            return true;
        }
    }

    private static Optional<ImageType> type(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return type(in.readNBytes(2 * SUPERBLOCK));
        }
    }

    /** What the first 2 KiB of a file say. */
    static Optional<ImageType> type(byte[] head) {
        if (head.length < EXT4_OFFSET + 2) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getInt(0) == SQUASHFS_MAGIC) {
            return Optional.of(ImageType.SQUASHFS);
        }
        if (bytes.getInt(SUPERBLOCK) == EROFS_MAGIC) {
            return Optional.of(ImageType.EROFS);
        }
        return (bytes.getShort(EXT4_OFFSET) & 0xffff) == EXT4_MAGIC ? Optional.of(ImageType.EXT4) : Optional.empty();
    }
}
