package io.microcontainer.build.registry;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.oci.image.Index;
import io.microcontainer.api.oci.image.MediaType;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** GET /v2/NAME/referrers/DIGEST: what is about a manifest; distribution-spec 1.1, "Listing Referrers". */
record FetchReferrers(RemoteImage image, Digest subject) implements RegistryCall<Optional<Index>> {

    @Override
    public String what() {
        return "asking what refers to " + subject + " of " + image;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public URI uri() {
        return image.api("referrers/" + subject);
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("Accept", MediaType.OCI_INDEX);
    }

    /** Empty if the registry has no such list, as all of before 2024. */
    @Override
    public Optional<Index> answer(RegistryAnswer answer) throws IOException {
        if (answer.status() == 404 || answer.status() == 400 || answer.status() == 405) {
            return Optional.empty();
        }
        if (answer.status() != 200) {
            throw answer.refused(what());
        }
        return Optional.of(JsonDocument.parse(answer.document(), "referrers of " + subject).object(Index::read));
    }
}
