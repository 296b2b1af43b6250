package io.microcontainer.build.registry;

import io.microcontainer.api.digest.VerifyingInputStream;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.build.fetch.NetworkFailure;
import io.microcontainer.build.registry.RegistryClient.Transient;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads a blob of a repository as a stream that mends broken connections and is checked against size and digest. */
public final class BlobDownload {

    private final RegistryClient client;
    private final TransferListener listener;

    public BlobDownload(RegistryClient client, TransferListener listener) {
        this.client = client;
        this.listener = listener;
    }

    /** The blob's bytes; fails with DigestMismatch at the latest at its end if they are not what the descriptor says. */
    public InputStream open(Descriptor blob) {
        return new VerifyingInputStream(new Mending(blob), "blob " + blob.digest() + " of " + client.image(), blob.digest(), blob.size());
    }

    /** Goes on from where the connection broke. */
    private final class Mending extends InputStream {

        private final Descriptor blob;
        private InputStream in;
        private long count;
        private int failures;

        Mending(Descriptor blob) {
            this.blob = blob;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            while (true) {
                if (in == null) {
                    in = client.call(new FetchBlob(client.image(), blob.digest(), count));
                }
                try {
                    int read = in.read(bytes, offset, length);
                    if (read < 0 && count < blob.size()) {
                        throw new IOException("the server sent " + count + " bytes where " + blob.size() + " belong");
                    }
                    if (read < 0) {
                        listener.end(blob.digest(), "downloaded");
                    } else {
                        count += read;
                        failures = 0;
                        listener.at(blob.digest(), count);
                    }
                    return read;
                } catch (IOException e) {
                    close();
                    if (count == blob.size()) {
                        return -1;
                    }
                    client.pause(++failures, new Transient("downloading blob " + blob.digest() + " of " + client.image() + " failed: "
                            + NetworkFailure.reason(e), Optional.empty(), e));
                }
            }
        }

        @Override
        public void close() {
            if (in != null) {
                try {
                    in.close();
                } catch (IOException _) {
                    // What has been read is read.
                }
                in = null;
            }
        }
    }
}
