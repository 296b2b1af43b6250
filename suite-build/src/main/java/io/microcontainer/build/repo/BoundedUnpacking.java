package io.microcontainer.build.repo;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Fails where more comes out of a compressed file than may. */
final class BoundedUnpacking extends FilterInputStream {

    private final long limit;
    private long count;

    BoundedUnpacking(InputStream in, long limit) {
        super(in);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        count(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        count(Math.max(read, 0));
        return read;
    }

    private void count(int read) throws IOException {
        count += read;
        if (count > limit) {
            throw new IOException("it unpacks to more than " + limit + " bytes");
        }
    }
}
