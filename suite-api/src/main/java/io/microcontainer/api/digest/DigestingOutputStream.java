package io.microcontainer.api.digest;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Passes bytes on and computes their digest and number. */
public final class DigestingOutputStream extends FilterOutputStream {

    private final DigestAlgorithm algorithm;
    private final MessageDigest computation;
    private long size;
    private Digest digest;

    public DigestingOutputStream(OutputStream out, DigestAlgorithm algorithm) {
        super(out);
        this.algorithm = algorithm;
        this.computation = algorithm.start();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (digest != null) {
            throw new IOException("written after the digest was taken");
        }
        out.write(bytes, offset, length);
        computation.update(bytes, offset, length);
        size += length;
    }

    /** Bytes written so far. */
    public long size() {
        return size;
    }

    /** The digest of all bytes; nothing can be written after it is taken. */
    public Digest digest() {
        if (digest == null) {
            digest = Digest.of(algorithm, computation);
        }
        return digest;
    }
}
