package io.microcontainer.build.registry;

import io.microcontainer.api.digest.Digest;
import java.io.IOException;
import java.net.URI;

/** HEAD /v2/NAME/blobs/DIGEST: whether the repository has a blob. */
record CheckBlob(RemoteImage image, Digest digest) implements RegistryCall<Boolean> {

    @Override
    public String what() {
        return "looking for blob " + digest + " in " + image;
    }

    @Override
    public String method() {
        return "HEAD";
    }

    @Override
    public URI uri() {
        return image.api("blobs/" + digest);
    }

    @Override
    public Boolean answer(RegistryAnswer answer) throws IOException {
        return switch (answer.status()) {
            case 200 -> true;
            case 404 -> false;
            default -> throw answer.refused(what());
        };
    }
}
