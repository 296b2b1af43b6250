package io.microcontainer.build.tree;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The bytes of a regular file, wherever they lie. Never changes. */
public interface Content {

    /** Length in bytes. */
    long size();

    /** SHA-256 of the bytes, 64 lower-case hexadecimal digits. */
    String sha256();

    /** A new stream over the bytes; the caller closes it. */
    InputStream open() throws IOException;

    /** Content held in memory; the array must not change any more. */
    static Content of(byte[] bytes) {
        return new InMemory(bytes, HexFormat.of().formatHex(newSha256().digest(bytes)));
    }

    /** The text as UTF-8, held in memory. */
    static Content of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A new SHA-256 digest, which every Java has to provide. */
    static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java lacks SHA-256", e);
        }
    }

    /** Content held in memory. */
    final class InMemory implements Content {

        private final byte[] bytes;
        private final String sha256;

        private InMemory(byte[] bytes, String sha256) {
            this.bytes = bytes;
            this.sha256 = sha256;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public String sha256() {
            return sha256;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }
}
