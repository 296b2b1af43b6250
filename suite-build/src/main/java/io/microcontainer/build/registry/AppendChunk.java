package io.microcontainer.build.registry;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.build.tree.Content;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * PATCH of an upload: the next bytes of a blob.
 *
 * @param upload   where the registry wants it
 * @param offset   of the first byte
 * @param length   number of bytes
 * @param progress hears how much of the whole blob was sent
 */
record AppendChunk(URI upload, Digest digest, Content content, long offset, long length, LongConsumer progress) implements RegistryCall<URI> {

    @Override
    public String what() {
        return "uploading blob " + digest;
    }

    @Override
    public String method() {
        return "PATCH";
    }

    @Override
    public URI uri() {
        return upload;
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("Content-Type", "application/octet-stream", "Content-Range", offset + "-" + (offset + length - 1));
    }

    @Override
    public BodyPublisher body() {
        return BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(this::part), length);
    }

    private InputStream part() {
        try {
            InputStream in = content.open();
            in.skipNBytes(offset);
            return new Part(in, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void sent(long bytes) {
        progress.accept(offset + bytes);
    }

    @Override
    public boolean repeatable() {
        return false;
    }

    /** Where the next chunk goes. */
    @Override
    public URI answer(RegistryAnswer answer) throws IOException {
        return switch (answer.status()) {
            case 201, 202, 204 -> answer.location();
            // The bytes are not those that the registry waits for, or it has forgotten the upload: its status tells.
            case 404, 416 -> throw new RegistryClient.Transient(what() + " failed: the server answers " + answer.status(), Optional.empty(), null);
            default -> throw answer.refused(what());
        };
    }

    /** The first bytes of a stream. */
    private static final class Part extends FilterInputStream {

        private long left;

        Part(InputStream in, long length) {
            super(in);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int most) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = in.read(bytes, from, (int) Math.min(most, left));
            left -= Math.max(read, 0);
            return read;
        }
    }
}
