package io.microcontainer.build.member;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of one member of an archive and no byte more. Closing it leaves the archive open. */
public class MemberStream extends InputStream {

    private static final int BUFFER = 16 << 10;

    private final InputStream archive;
    private final String truncated;
    private long left;

    /**
     * @param archive   stands where the member begins
     * @param size      bytes that the member has
     * @param truncated what to say where the archive ends within it
     */
    public MemberStream(InputStream archive, long size, String truncated) {
        this.archive = archive;
        this.left = size;
        this.truncated = truncated;
    }

    /** How many bytes have not been read. */
    public final long left() {
        return left;
    }

    /** Reads what is left of it. */
    public final void skipRest() throws IOException {
        byte[] buffer = new byte[(int) Math.min(BUFFER, left)];
        while (left > 0) {
            take(buffer, 0, buffer.length);
        }
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return take(buffer, offset, length);
    }

    private int take(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int read = archive.read(buffer, offset, (int) Math.min(length, left));
        if (read < 0) {
            throw new EOFException(truncated);
        }
        left -= read;
        return read;
    }
}
