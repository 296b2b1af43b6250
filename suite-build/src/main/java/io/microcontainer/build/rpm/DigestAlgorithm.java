package io.microcontainer.build.rpm;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hash algorithms by their OpenPGP number (RFC 9580 section 9.5), as FILEDIGESTALGO and PAYLOADDIGESTALGO give them. */
public enum DigestAlgorithm {
    MD5(1, "MD5", 32),
    SHA1(2, "SHA-1", 40),
    SHA256(8, "SHA-256", 64),
    SHA384(9, "SHA-384", 96),
    SHA512(10, "SHA-512", 128),
    SHA224(11, "SHA-224", 56),
    SHA3_256(12, "SHA3-256", 64),
    SHA3_512(14, "SHA3-512", 128);

    private final int number;
    private final String javaName;
    private final int hexLength;

    DigestAlgorithm(int number, String javaName, int hexLength) {
        this.number = number;
        this.javaName = javaName;
        this.hexLength = hexLength;
    }

    static DigestAlgorithm of(long number) {
        for (DigestAlgorithm algorithm : values()) {
            if (algorithm.number == number) {
                return algorithm;
            }
        }
        throw new MalformedRpm("it uses the unknown digest algorithm " + number);
    }

    /** OpenPGP's number. */
    public int number() {
        return number;
    }

    /** Digits of a digest in hex. */
    public int hexLength() {
        return hexLength;
    }

    /** A fresh digest. */
    public MessageDigest start() {
        try {
            return MessageDigest.getInstance(javaName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime lacks " + javaName, e);
        }
    }
}
