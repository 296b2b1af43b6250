package io.microcontainer.build.sign;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonWritable;

/**
 * What is signed: containers/image, "atomic container signature", in cosign's form.
 *
 * @param reference the image's name without its tag
 * @param digest    of its manifest
 */
record SimpleSigning(String reference, Digest digest) implements JsonWritable {

    /** Media type of the payload. */
    static final String TYPE = "application/vnd.dev.cosign.simplesigning.v1+json";
    /** Annotation that holds the signature in base64. */
    static final String SIGNATURE = "dev.cosignproject.cosign/signature";

    private static final String KIND = "cosign container image signature";

    @Override
    public void write(JsonFields out) {
        out.object("critical", critical -> critical.object("identity", identity -> identity.string("docker-reference", reference))
                .object("image", image -> image.string("docker-manifest-digest", digest.toString())).string("type", KIND));
    }

    /** Reads a payload whose signature was checked. */
    static SimpleSigning read(byte[] payload) {
        return JsonDocument.parse(payload, "signed payload").object(in -> in.requiredObject("critical", critical -> {
            String kind = critical.requiredString("type");
            if (!kind.equals(KIND)) {
                throw critical.error("type", "is not \"" + KIND + "\"");
            }
            return new SimpleSigning(critical.requiredObject("identity", identity -> identity.requiredString("docker-reference")),
                    critical.requiredObject("image", image -> image.requiredParsed("docker-manifest-digest", Digest::parse)));
        }));
    }
}
