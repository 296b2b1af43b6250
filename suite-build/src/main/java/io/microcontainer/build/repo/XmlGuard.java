package io.microcontainer.build.repo;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Bounds an XML document before a parser sees it: the length of the whole, and of every tag and text, for parsers hold each in
 * memory as one piece. Document types and CDATA sections, which repository metadata never has, are refused.
 */
final class XmlGuard extends FilterInputStream {

    private static final int MAX_PIECE = 4 << 20;
    private static final byte[] COMMENT = {'!', '-', '-'};

    private enum State { PLAIN, OPENED, COMMENT_BEGIN, COMMENT, COMMENT_DASH, COMMENT_DASHES }

    private final String what;
    private final long limit;
    private State state = State.PLAIN;
    private int begun;
    private long total;
    private int piece;

    /**
     * @param what  the document's name for messages
     * @param limit most bytes
     */
    XmlGuard(InputStream in, String what, long limit) {
        super(in);
        this.what = what;
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        for (int i = 0; i < read; i++) {
            check(buffer[offset + i]);
        }
        total += Math.max(read, 0);
        if (total > limit) {
            throw new IOException(what + " unpacks to more than the " + limit + " bytes that it should have");
        }
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(count, 1 << 16)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void check(byte b) throws IOException {
        piece++;
        switch (state) {
            case PLAIN -> {
                if (b == '<') {
                    piece = 0;
                    state = State.OPENED;
                }
            }
            case OPENED -> {
                begun = 1;
                state = b == '!' ? State.COMMENT_BEGIN : State.PLAIN;
            }
            case COMMENT_BEGIN -> {
                if (b != COMMENT[begun++]) {
                    throw new IOException(what + " has a document type or CDATA section, which repository metadata never has");
                }
                if (begun == COMMENT.length) {
                    state = State.COMMENT;
                }
            }
            case COMMENT -> state = b == '-' ? State.COMMENT_DASH : State.COMMENT;
            case COMMENT_DASH -> state = b == '-' ? State.COMMENT_DASHES : State.COMMENT;
            case COMMENT_DASHES -> state = b == '>' ? State.PLAIN : b == '-' ? State.COMMENT_DASHES : State.COMMENT;
        }
        if (piece > MAX_PIECE) {
            throw new IOException(what + " has a tag, text or comment of more than " + MAX_PIECE + " bytes");
        }
    }
}
