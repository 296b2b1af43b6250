package io.microcontainer.app.engine;

import io.microcontainer.api.session.SessionLost;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Sends and receives frames. What needs no answer waits for what does, so that both wake the other side once. Used by one thread at a time.
 */
final class Connection implements Closeable {

    /** Arguments and environment of a process fit into 6 MiB (execve(2)); nothing else is larger. */
    private static final int MAX_FRAME = 64 << 20;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final ByteBuffer in = Frame.payload(4 << 10).limit(0);
    private ByteBuffer out = Frame.payload(4 << 10);

    Connection(SocketChannel channel) {
        this.channel = channel;
    }

    /** Adds a frame to those that wait to be sent. */
    void put(int kind, ByteBuffer payload) {
        int size = 8 + payload.remaining();
        if (size > out.remaining()) {
            flush();
        }
        if (size > out.capacity()) {
            out = Frame.payload(size);
        }
        out.putInt(kind).putInt(payload.remaining()).put(payload);
    }

    /** Sends a frame, behind those that wait. */
    void send(int kind, ByteBuffer payload) {
        if (8 + payload.remaining() <= out.remaining()) {
            put(kind, payload);
            flush();
            return;
        }
        if (out.remaining() < 8) {
            flush();
        }
        out.putInt(kind).putInt(payload.remaining());
        write(out.flip(), payload);
        out.clear();
    }

    /** Sends what waits. */
    void flush() {
        write(out.flip(), NOTHING);
        out.clear();
    }

    private void write(ByteBuffer first, ByteBuffer second) {
        try {
            while (first.hasRemaining() && second.hasRemaining()) {
                channel.write(new ByteBuffer[] { first, second });
            }
            while (first.hasRemaining()) {
                channel.write(first);
            }
            while (second.hasRemaining()) {
                channel.write(second);
            }
        } catch (IOException e) {
            throw lost(e);
        }
    }

    Frame receive() {
        try {
            while (in.remaining() < 8) {
                fill();
            }
            int kind = in.getInt();
            int length = in.getInt();
            if (length < 0 || length > MAX_FRAME) {
                throw new IOException("a frame of " + Integer.toUnsignedString(length) + " bytes");
            }
            ByteBuffer payload = Frame.payload(length);
            while (payload.hasRemaining()) {
                if (!in.hasRemaining()) {
                    fill();
                }
                int part = Math.min(in.remaining(), payload.remaining());
                payload.put(in.slice(in.position(), part));
                in.position(in.position() + part);
            }
            return new Frame(kind, payload.flip());
        } catch (IOException e) {
            throw lost(e);
        }
    }

    private void fill() throws IOException {
        in.compact();
        int size = channel.read(in);
        in.flip();
        if (size < 0) {
            throw new EOFException("the launcher closed its connection");
        }
    }

    private static SessionLost lost(IOException e) {
        return new SessionLost("the launcher is gone: " + e.getMessage(), e);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
