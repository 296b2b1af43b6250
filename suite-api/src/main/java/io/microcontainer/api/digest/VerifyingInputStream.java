package io.microcontainer.api.digest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * Passes bytes on and fails with {@link DigestMismatch} as soon as they turn out not to be what a digest and size name:
 * at the latest when the end is read. Who stops before the end has verified nothing; {@link #drain()} reads the rest.
 */
public final class VerifyingInputStream extends FilterInputStream {

    private final String what;
    private final Digest expected;
    private final long size;
    private final DigestAlgorithm algorithm;
    private final MessageDigest computation;
    private long count;
    private boolean verified;

    /**
     * @param what     the content's name for messages
     * @param expected what the content must be
     * @param size     how many bytes it must have, or -1 if unknown
     */
    public VerifyingInputStream(InputStream in, String what, Digest expected, long size) {
        super(in);
        this.what = what;
        this.expected = expected;
        this.size = size;
        this.algorithm = expected.verifiable();
        this.computation = algorithm.start();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = in.read(buffer, offset, length);
        if (n < 0) {
            verify();
            return n;
        }
        count += n;
        if (size >= 0 && count > size) {
            throw DigestMismatch.tooLong(what, size);
        }
        computation.update(buffer, offset, n);
        return n;
    }

    /** Reads what is left, so that everything is verified. */
    public void drain() throws IOException {
        byte[] buffer = new byte[16 << 10];
        while (read(buffer, 0, buffer.length) >= 0) {
            // The bytes are only counted and hashed.
        }
    }

    /** Skips by reading, so that nothing escapes the digest. */
    @Override
    public long skip(long n) throws IOException {
        byte[] buffer = new byte[(int) Math.max(1, Math.min(n, 16 << 10))];
        long done = 0;
        while (done < n) {
            int step = read(buffer, 0, (int) Math.min(buffer.length, n - done));
            if (step < 0) {
                break;
            }
            done += step;
        }
        return done;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void mark(int limit) {
        // Not supported: bytes read twice would be hashed twice.
    }

    @Override
    public void reset() throws IOException {
        throw new IOException("mark is not supported");
    }

    private void verify() {
        if (verified) {
            return;
        }
        if (size >= 0 && count < size) {
            throw DigestMismatch.tooShort(what, count, size);
        }
        Digest found = Digest.of(algorithm, computation);
        if (!found.equals(expected)) {
            throw DigestMismatch.digest(what, found, expected);
        }
        verified = true;
    }
}
