package io.microcontainer.build.registry;

import io.microcontainer.api.digest.Digest;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** GET of an upload: how much of a blob the registry has. */
record UploadStatus(URI upload, Digest digest) implements RegistryCall<Optional<UploadStatus.Received>> {

    /**
     * Where an upload stands.
     *
     * @param location where the next chunk goes
     * @param bytes    how many have arrived
     */
    record Received(URI location, long bytes) {
    }

    @Override
    public String what() {
        return "asking how much of blob " + digest + " has arrived";
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public URI uri() {
        return upload;
    }

    /** Empty if the registry does not know the upload any more. */
    @Override
    public Optional<Received> answer(RegistryAnswer answer) throws IOException {
        if (answer.status() == 404) {
            return Optional.empty();
        }
        if (answer.status() != 204 && answer.status() != 202) {
            throw answer.refused(what());
        }
        String range = answer.header("Range").orElse("").replaceFirst("^bytes=", "");
        if (!range.matches("0-[0-9]{1,18}")) {
            return Optional.empty();
        }
        long last = Long.parseLong(range.substring(2));
        // Docker's registry answers 0-0 for nothing as for one byte; a second try from 0 is right in the first case and refused in the other.
        return Optional.of(new Received(answer.header("Location").isPresent() ? answer.location() : upload, last == 0 ? 0 : last + 1));
    }
}
