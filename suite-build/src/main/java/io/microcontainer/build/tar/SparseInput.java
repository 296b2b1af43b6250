package io.microcontainer.build.tar;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/** The content of a sparse file: the stored pieces with zeros between them. */
final class SparseInput extends InputStream {

    private final InputStream data;
    private final List<Long> map;
    private final long size;
    private long at;
    private int piece;

    /**
     * @param map offsets and lengths in turn
     * @throws MalformedTar if pieces overlap, run backwards, pass the size or need other than the stored bytes
     */
    SparseInput(InputStream data, List<Long> map, long size, long stored) throws MalformedTar {
        long end = 0;
        long total = 0;
        for (int i = 0; i + 1 < map.size(); i += 2) {
            long offset = map.get(i);
            long length = map.get(i + 1);
            if (offset < end || length < 0 || offset > size || length > size - offset) {
                throw new MalformedTar("the map of a sparse file does not fit it");
            }
            end = offset + length;
            total += length;
        }
        if (map.size() % 2 != 0 || total != stored) {
            throw new MalformedTar("the map of a sparse file does not fit what is stored");
        }
        this.data = data;
        this.map = map;
        this.size = size;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (at == size) {
            return -1;
        }
        while (piece < map.size() && at >= map.get(piece) + map.get(piece + 1)) {
            piece += 2;
        }
        long next = piece < map.size() ? map.get(piece) : size;
        if (at < next) {
            int zeros = (int) Math.min(length, next - at);
            Arrays.fill(buffer, offset, offset + zeros, (byte) 0);
            at += zeros;
            return zeros;
        }
        int read = data.read(buffer, offset, (int) Math.min(length, next + map.get(piece + 1) - at));
        if (read < 0) {
            throw new EOFException("the archive ends within a sparse file");
        }
        at += read;
        return read;
    }
}
