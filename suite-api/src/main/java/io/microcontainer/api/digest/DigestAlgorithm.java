package io.microcontainer.api.digest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A hash function registered by the image specification (descriptor.md, "Registered Algorithms") that can be computed here. */
public enum DigestAlgorithm {

    /** SHA-256, which every implementation knows. */
    SHA256("sha256", "SHA-256", 64),

    /** SHA-512. */
    SHA512("sha512", "SHA-512", 128);

    private final String id;
    private final String javaName;
    private final int hexLength;

    DigestAlgorithm(String id, String javaName, int hexLength) {
        this.id = id;
        this.javaName = javaName;
        this.hexLength = hexLength;
    }

    /** The name before the colon, such as {@code sha256}. */
    public String id() {
        return id;
    }

    /** How many hexadecimal digits a digest has. */
    public int hexLength() {
        return hexLength;
    }

    /** A fresh computation. */
    public MessageDigest start() {
        try {
            return MessageDigest.getInstance(javaName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK lacks " + javaName, e);
        }
    }
}
