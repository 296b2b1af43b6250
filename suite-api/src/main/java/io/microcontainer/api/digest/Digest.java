package io.microcontainer.api.digest;

import io.microcontainer.api.json.Quoted;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The name of a blob by its content, {@code sha256:6c3c…}; grammar of the image specification, descriptor.md, "Digests".
 * Digests of unknown algorithms are read and kept, but cannot be verified.
 *
 * @param algorithm what stands before the colon, such as {@code sha256}
 * @param encoded   what stands behind it; lower case hexadecimal digits for the registered algorithms
 */
public record Digest(String algorithm, String encoded) implements Comparable<Digest> {

    private static final int MAX_LENGTH = 512;

    /** @throws IllegalArgumentException with a sentence for the user, if the parts break the grammar */
    public Digest {
        String text = algorithm + ':' + encoded;
        if (text.length() > MAX_LENGTH || !isAlgorithm(algorithm) || !isEncoded(encoded)) {
            throw new IllegalArgumentException("found " + show(text) + ", expected a digest such as sha256: and 64 hexadecimal digits");
        }
        for (DigestAlgorithm known : DigestAlgorithm.values()) {
            if (known.id().equals(algorithm) && !isLowerHex(encoded, known.hexLength())) {
                throw new IllegalArgumentException("found " + show(text) + ", expected " + known.hexLength()
                        + " lower case hexadecimal digits after " + algorithm + ":");
            }
        }
    }

    /** @throws IllegalArgumentException with a sentence for the user, if the text is no digest */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("found " + show(text) + ", expected a digest such as sha256: and 64 hexadecimal digits");
        }
        return new Digest(text.substring(0, colon), text.substring(colon + 1));
    }

    /** The digest that a finished computation gives. */
    public static Digest of(DigestAlgorithm algorithm, MessageDigest computation) {
        return new Digest(algorithm.id(), HexFormat.of().formatHex(computation.digest()));
    }

    /** The SHA-256 digest of bytes in memory. */
    public static Digest sha256(byte[] content) {
        MessageDigest computation = DigestAlgorithm.SHA256.start();
        computation.update(content);
        return of(DigestAlgorithm.SHA256, computation);
    }

    /** The SHA-256 digest of a stream read to its end; does not close it. */
    public static Digest sha256(InputStream content) throws IOException {
        MessageDigest computation = DigestAlgorithm.SHA256.start();
        byte[] buffer = new byte[64 << 10];
        for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
            computation.update(buffer, 0, n);
        }
        return of(DigestAlgorithm.SHA256, computation);
    }

    /** The algorithm, or empty if it cannot be computed here. */
    public Optional<DigestAlgorithm> known() {
        for (DigestAlgorithm one : DigestAlgorithm.values()) {
            if (one.id().equals(algorithm)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    /**
     * The algorithm to verify with.
     *
     * @throws DigestMismatch if it cannot be computed here, so content under this name can never be trusted
     */
    public DigestAlgorithm verifiable() {
        return known().orElseThrow(() -> new DigestMismatch(this + ": the algorithm " + algorithm
                + " cannot be verified; use content named by sha256 or sha512"));
    }

    /**
     * Checks bytes in memory.
     *
     * @param what the content's name for the message
     * @throws DigestMismatch if they are not what this digest names
     */
    public void verify(byte[] content, String what) {
        DigestAlgorithm method = verifiable();
        MessageDigest computation = method.start();
        computation.update(content);
        Digest found = of(method, computation);
        if (!found.equals(this)) {
            throw DigestMismatch.digest(what, found, this);
        }
    }

    /** The first twelve characters of the encoded part, for people. */
    public String brief() {
        return encoded.substring(0, Math.min(12, encoded.length()));
    }

    @Override
    public int compareTo(Digest other) {
        int order = algorithm.compareTo(other.algorithm);
        return order != 0 ? order : encoded.compareTo(other.encoded);
    }

    @Override
    public String toString() {
        return algorithm + ':' + encoded;
    }

    /** Components of lower case letters and digits with one of {@code + . _ -} between them. */
    private static boolean isAlgorithm(String text) {
        boolean wordNeeded = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
                wordNeeded = false;
            } else if (!wordNeeded && (c == '+' || c == '.' || c == '_' || c == '-')) {
                wordNeeded = true;
            } else {
                return false;
            }
        }
        return !wordNeeded;
    }

    private static boolean isEncoded(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean word = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!word && c != '=' && c != '_' && c != '-') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isLowerHex(String text, int length) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return text.length() == length;
    }

    private static String show(String text) {
        return Quoted.of(text);
    }
}
