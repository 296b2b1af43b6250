package io.microcontainer.app.engine;

import io.microcontainer.api.session.SessionLost;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;

/** Sends and receives frames. Used by one thread at a time. */
final class Connection implements Closeable {

    /** Arguments and environment of a process fit into 6 MiB (execve(2)); nothing else is larger. */
    private static final int MAX_FRAME = 64 << 20;

    private final SocketChannel channel;
    private final ByteBuffer head = Frame.payload(8);

    Connection(SocketChannel channel) {
        this.channel = channel;
    }

    void send(int kind, ByteBuffer payload) {
        ByteBuffer frame = ByteBuffer.allocate(8 + payload.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(kind).putInt(payload.remaining()).put(payload).flip();
        try {
            while (frame.hasRemaining()) {
                channel.write(frame);
            }
        } catch (IOException e) {
            throw lost(e);
        }
    }

    Frame receive() {
        try {
            fill(head.clear());
            int kind = head.getInt(0);
            int length = head.getInt(4);
            if (length < 0 || length > MAX_FRAME) {
                throw new IOException("a frame of " + Integer.toUnsignedString(length) + " bytes");
            }
            ByteBuffer payload = Frame.payload(length);
            fill(payload);
            return new Frame(kind, payload.flip());
        } catch (IOException e) {
            throw lost(e);
        }
    }

    private void fill(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the launcher closed its connection");
            }
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
