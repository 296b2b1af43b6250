package io.microcontainer.build.registry;

import io.microcontainer.api.digest.Digest;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/**
 * POST /v2/NAME/blobs/uploads/: begins the upload of a blob, or has it mounted from another repository of the registry.
 *
 * @param from repository that may have the blob
 */
record StartUpload(RemoteImage image, Digest digest, Optional<String> from) implements RegistryCall<StartUpload.Started> {

    /**
     * How it began.
     *
     * @param mounted  the blob is there now
     * @param location where its bytes go else
     * @param minimum  least bytes of a chunk but the last ({@code OCI-Chunk-Min-Length})
     */
    record Started(boolean mounted, URI location, long minimum) {
    }

    @Override
    public String what() {
        return "beginning the upload of blob " + digest + " to " + image;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public URI uri() {
        return image.api("blobs/uploads/" + from.map(each -> "?mount=" + digest + "&from=" + each).orElse(""));
    }

    @Override
    public Started answer(RegistryAnswer answer) throws IOException {
        return switch (answer.status()) {
            case 201 -> new Started(true, null, 0);
            case 202 -> new Started(false, answer.location(), answer.header("OCI-Chunk-Min-Length").filter(text -> text.matches("[0-9]{1,15}"))
                    .map(Long::parseLong).orElse(0L));
            default -> throw answer.refused(what());
        };
    }
}
