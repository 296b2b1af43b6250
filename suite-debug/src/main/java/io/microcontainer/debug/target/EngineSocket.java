package io.microcontainer.debug.target;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Asks an engine's HTTP API over its unix socket: HTTP/1.0, so that an answer is plain and ends with the connection
 * (RFC 1945). Bounded in size and time.
 */
final class EngineSocket {

    private static final int MOST_BYTES = 16 << 20;

    private static final long PATIENCE_MILLIS = 5000;

    private EngineSocket() {
    }

    /**
     * The body of what GET answers.
     *
     * @throws IOException if nobody listens, the answer is not 200, too long, or does not come
     */
    static byte[] get(Path socket, String resource) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX); Selector selector = Selector.open()) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
            // A request is shorter than any socket's buffer.
            channel.write(StandardCharsets.US_ASCII.encode("GET " + resource + " HTTP/1.0\r\nHost: localhost\r\n\r\n"));
            channel.register(selector, SelectionKey.OP_READ);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer piece = ByteBuffer.allocate(64 << 10);
            while (channel.read(piece.clear()) >= 0) {
                answer.write(piece.array(), 0, piece.position());
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0 || answer.size() > MOST_BYTES) {
                    throw new IOException(left <= 0 ? "it does not answer" : "its answer is too long");
                }
                if (piece.position() == 0) {
                    selector.select(left);
                    selector.selectedKeys().clear();
                }
            }
            return body(answer.toByteArray());
        }
    }

    private static byte[] body(byte[] answer) throws IOException {
        String head = new String(answer, 0, Math.min(answer.length, 16 << 10), StandardCharsets.ISO_8859_1);
        int end = head.indexOf("\r\n\r\n");
        String[] status = head.split("[ \r]", 3);
        if (end < 0 || status.length < 3 || !status[0].startsWith("HTTP/")) {
            throw new IOException("it does not speak HTTP");
        }
        if (!status[1].equals("200")) {
            throw new IOException("it answers " + (status[1].matches("[0-9]{3}") ? status[1] : "nonsense"));
        }
        return Arrays.copyOfRange(answer, end + 4, answer.length);
    }
}
