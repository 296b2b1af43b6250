package io.microcontainer.build.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * What a file must hash to.
 *
 * @param type sha1, sha224, sha256, sha384 or sha512
 * @param hex  lower-case digits
 */
public record Checksum(String type, String hex) {

    private static final Map<String, Integer> HEX_LENGTH = Map.of("sha1", 40, "sha224", 56, "sha256", 64, "sha384", 96, "sha512", 128);

    /**
     * As repository metadata gives it, where {@code sha} stands for SHA-1.
     *
     * @throws IllegalArgumentException if the type is unknown or too weak, or the digits are not of its length
     */
    public static Checksum of(String type, String hex) {
        String name = type.toLowerCase(Locale.ROOT).equals("sha") ? "sha1" : type.toLowerCase(Locale.ROOT);
        String digits = hex.strip().toLowerCase(Locale.ROOT);
        if (!HEX_LENGTH.containsKey(name)) {
            throw new IllegalArgumentException("checksum type \"" + type + "\" is not one of sha1, sha224, sha256, sha384, sha512");
        }
        if (digits.length() != HEX_LENGTH.get(name) || !digits.matches("[0-9a-f]*")) {
            throw new IllegalArgumentException("\"" + hex + "\" is no " + name + " checksum");
        }
        return new Checksum(name, digits);
    }

    /** A fresh digest of the type. */
    public MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-" + type.substring("sha".length()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java lacks " + type, e);
        }
    }

    /** Whether a finished digest is this one. */
    public boolean matches(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest()).equals(hex);
    }

    /** Whether a file hashes to this. */
    public boolean matches(Path file) throws IOException {
        MessageDigest digest = start();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return matches(digest);
    }

    /** {@code type:hex}. */
    @Override
    public String toString() {
        return type + ":" + hex;
    }
}
