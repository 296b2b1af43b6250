package io.microcontainer.build.registry;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.build.BuildException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** PUT of an upload without further bytes: the blob is whole, and the registry compares it with its digest. */
record FinishUpload(URI upload, Digest digest) implements RegistryCall<Boolean> {

    @Override
    public String what() {
        return "ending the upload of blob " + digest;
    }

    @Override
    public String method() {
        return "PUT";
    }

    @Override
    public URI uri() {
        return URI.create(upload + (upload.getRawQuery() == null ? "?" : "&") + "digest=" + URLEncoder.encode(digest.toString(), StandardCharsets.UTF_8));
    }

    @Override
    public boolean repeatable() {
        return false;
    }

    /** True; false if the registry does not know the upload any more. */
    @Override
    public Boolean answer(RegistryAnswer answer) throws IOException {
        if (answer.status() == 404) {
            return false;
        }
        if (answer.status() != 201 && answer.status() != 204) {
            throw answer.refused(what());
        }
        String stored = answer.header("Docker-Content-Digest").orElse(digest.toString());
        if (!stored.equals(digest.toString())) {
            throw new BuildException(what() + " failed: the registry has stored something else than was sent");
        }
        return true;
    }
}
