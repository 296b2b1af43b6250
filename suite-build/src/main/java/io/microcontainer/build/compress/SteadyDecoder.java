package io.microcontainer.build.compress;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A decoder whose every failure on damaged data is an IOException: some throw what a wrong array index makes them throw. */
final class SteadyDecoder extends FilterInputStream {

    SteadyDecoder(InputStream decoder) {
        super(decoder);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            return in.read(buffer, offset, length);
        } catch (IllegalStateException | IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException | NullPointerException e) {
            throw new IOException("the compressed data is damaged", e);
        }
    }
}
