package io.microcontainer.build.gzip;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;

/**
 * Writes gzip (RFC 1952) that is the same for the same bytes everywhere: chunks of fixed size are compressed by
 * {@link Deflater} on several threads and written in order, so neither the number of processors nor the zlib that a Java
 * comes with shows in the result. No name, no time.
 */
public final class GzipWriter extends OutputStream {

    /** Changes whenever the same bytes would give other output than before. */
    public static final int VERSION = 1;

    private static final int CHUNK = 1 << 20;
    private static final int MAX_THREADS = 8;
    /** Magic, deflate, no flags, no time, no hint, unknown system: RFC 1952 section 2.3. */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final OutputStream out;
    private final int threads;
    private final ExecutorService workers;
    private final Deque<Future<byte[]>> inOrder = new ArrayDeque<>();
    private final Deque<Deflater> idle = new ArrayDeque<>();
    private final CRC32 crc = new CRC32();
    private long size;
    /** The window before the chunk, then the chunk as far as it is filled. */
    private byte[] buffer = new byte[Deflater.WINDOW + CHUNK];
    private int filledFrom;
    private int filled;
    private boolean compressing = true;
    private boolean closed;

    /** Writes to a stream, which is closed along with this one; uses up to eight processors. */
    public GzipWriter(OutputStream out) throws IOException {
        this(out, Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MAX_THREADS));
    }

    GzipWriter(OutputStream out, int threads) throws IOException {
        this.out = out;
        this.threads = threads;
        this.workers = Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().name("gzip-", 0).factory());
        out.write(HEADER);
    }

    /** Chooses whether the bytes that follow are compressed or only wrapped, as is right for what is compressed already. */
    public void compress(boolean on) throws IOException {
        if (on != compressing) {
            if (filled > filledFrom) {
                submit(false);
            }
            compressing = on;
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        crc.update(bytes, offset, length);
        size += length;
        int at = offset;
        int left = length;
        while (left > 0) {
            if (filled == buffer.length) {
                submit(false);
            }
            int part = Math.min(left, buffer.length - filled);
            System.arraycopy(bytes, at, buffer, filled, part);
            filled += part;
            at += part;
            left -= part;
        }
    }

    /** Hands the chunk to a worker and begins the next one, which starts with the end of this one as its window. */
    private void submit(boolean last) throws IOException {
        byte[] chunk = buffer;
        int from = filledFrom;
        int to = filled;
        boolean deflate = compressing;
        inOrder.add(workers.submit(() -> deflate ? deflate(chunk, from, to, last) : store(chunk, from, to, last)));
        if (!last) {
            buffer = new byte[Deflater.WINDOW + CHUNK];
            int window = Math.min(Deflater.WINDOW, to);
            filledFrom = window;
            filled = window;
            System.arraycopy(chunk, to - window, buffer, 0, window);
        }
        while (inOrder.size() > 2 * threads) {
            writeNext();
        }
    }

    private byte[] deflate(byte[] chunk, int from, int to, boolean last) {
        Deflater deflater;
        synchronized (idle) {
            deflater = idle.poll();
        }
        if (deflater == null) {
            deflater = new Deflater();
        }
        byte[] compressed = deflater.compress(chunk, from, to, last);
        synchronized (idle) {
            idle.push(deflater);
        }
        return compressed;
    }

    private static byte[] store(byte[] chunk, int from, int to, boolean last) {
        var bits = new BitOutput();
        DeflateBlock.writeStored(chunk, from, to, last, bits);
        return bits.toByteArray();
    }

    private void writeNext() throws IOException {
        try {
            out.write(inOrder.remove().get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while compressing", e);
        } catch (ExecutionException e) {
            throw new IOException("compression failed", e.getCause());
        }
    }

    /** Ends the stream and closes what it is written to. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (out; workers) {
            submit(true);
            while (!inOrder.isEmpty()) {
                writeNext();
            }
            out.write(littleEndian((int) crc.getValue()));
            out.write(littleEndian((int) size));
        } finally {
            workers.shutdownNow();
        }
    }

    private static byte[] littleEndian(int value) {
        return new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)};
    }
}
