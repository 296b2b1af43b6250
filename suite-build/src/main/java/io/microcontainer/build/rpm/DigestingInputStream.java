package io.microcontainer.build.rpm;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.List;

/** Feeds all that is read to several digests and counts it. Closing it leaves the stream underneath open. */
final class DigestingInputStream extends FilterInputStream {

    private final List<MessageDigest> digests;
    private long count;

    DigestingInputStream(InputStream in, List<MessageDigest> digests) {
        super(in);
        this.digests = digests;
    }

    /** Bytes read so far. */
    long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        if (value >= 0) {
            count++;
            digests.forEach(digest -> digest.update((byte) value));
        }
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        if (read > 0) {
            count += read;
            for (MessageDigest digest : digests) {
                digest.update(buffer, offset, read);
            }
        }
        return read;
    }

    @Override
    public long skip(long length) throws IOException {
        return readNBytes((int) Math.min(length, 1 << 16)).length;
    }

    @Override
    public void close() {
        // A decompressor closes its source, but what follows the compressed data must still be digested.
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
