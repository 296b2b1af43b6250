package io.microcontainer.build.registry;

import io.microcontainer.api.digest.Digest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;

/**
 * GET /v2/NAME/blobs/DIGEST: the bytes of a blob from an offset on.
 *
 * @param offset how many bytes are there already
 */
record FetchBlob(RemoteImage image, Digest digest, long offset) implements RegistryCall<InputStream> {

    @Override
    public String what() {
        return "downloading blob " + digest + " of " + image;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public URI uri() {
        return image.api("blobs/" + digest);
    }

    @Override
    public Map<String, String> headers() {
        return offset == 0 ? Map.of() : Map.of("Range", "bytes=" + offset + "-");
    }

    /** A server that does not know ranges sends all of it again. */
    @Override
    public InputStream answer(RegistryAnswer answer) throws IOException {
        if (answer.status() == 200) {
            try {
                answer.body().skipNBytes(offset);
            } catch (EOFException e) {
                throw new IOException("the server sent fewer bytes than before", e);
            }
            return answer.body();
        }
        if (offset > 0 && answer.status() == 206 && answer.header("Content-Range").orElse("").startsWith("bytes " + offset + "-")) {
            return answer.body();
        }
        throw answer.refused(what());
    }
}
