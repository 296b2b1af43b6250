package io.microcontainer.build.registry;

import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.build.BuildException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;

/**
 * PUT /v2/NAME/manifests/REFERENCE: stores a manifest or index under a tag or its digest.
 *
 * @param selector   the tag or digest
 * @param descriptor of the manifest
 */
record PutManifest(RemoteImage image, String selector, Descriptor descriptor, byte[] bytes) implements RegistryCall<Boolean> {

    @Override
    public String what() {
        return "storing the manifest " + selector + " in " + image;
    }

    @Override
    public String method() {
        return "PUT";
    }

    @Override
    public URI uri() {
        return image.api("manifests/" + selector);
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("Content-Type", descriptor.mediaType());
    }

    @Override
    public BodyPublisher body() {
        return BodyPublishers.ofByteArray(bytes);
    }

    /** Whether the registry says that it keeps the list of referrers by itself ({@code OCI-Subject}). */
    @Override
    public Boolean answer(RegistryAnswer answer) throws IOException {
        if (answer.status() != 201 && answer.status() != 200 && answer.status() != 202) {
            throw answer.refused(what());
        }
        String stored = answer.header("Docker-Content-Digest").orElse(descriptor.digest().toString());
        if (!stored.equals(descriptor.digest().toString())) {
            throw new BuildException(what() + " failed: the registry has stored it as " + stored + " and not as " + descriptor.digest());
        }
        return answer.header("OCI-Subject").isPresent();
    }
}
