package io.microcontainer.build.registry;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.image.Index;
import io.microcontainer.api.oci.image.MediaType;
import io.microcontainer.build.BuildException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The manifests of a repository, and what refers to them. */
public final class Manifests {

    private final RegistryClient client;

    public Manifests(RegistryClient client) {
        this.client = client;
    }

    /**
     * A manifest or index with its bytes.
     *
     * @param descriptor of it
     */
    public record Document(Descriptor descriptor, byte[] bytes) {
    }

    /** The manifest or index of a tag or digest; empty if there is none. */
    public Optional<Document> find(String selector) {
        return client.call(new FetchManifest(client.image(), selector)).map(fetched -> new Document(Descriptor.of(fetched.mediaType(), fetched.digest(),
                fetched.bytes().length), fetched.bytes()));
    }

    /**
     * The manifest or index of a tag or digest.
     *
     * @throws BuildException if there is none
     */
    public Document get(String selector) {
        return find(selector).orElseThrow(() -> new BuildException("there is no image " + client.image().withoutSelector()
                + (selector.indexOf(':') > 0 ? "@" : ":") + selector + " in the registry"));
    }

    /**
     * Stores a manifest or index.
     *
     * @return whether the registry lists it by itself among what refers to its subject
     */
    public boolean put(String selector, Descriptor descriptor, byte[] bytes) {
        return client.call(new PutManifest(client.image(), selector, descriptor, bytes));
    }

    /** What refers to a manifest: by the registry's own list, else by the tag that stands for it. */
    public List<Descriptor> referrers(Digest subject) {
        return client.call(new FetchReferrers(client.image(), subject)).map(Index::manifests).orElseGet(() -> tagged(subject).manifests());
    }

    /** Adds to the tag that stands for a list of referrers: distribution-spec, "Referrers Tag Schema". */
    public void list(Digest subject, Descriptor referrer) {
        Index known = tagged(subject);
        if (known.manifests().stream().noneMatch(each -> each.digest().equals(referrer.digest()))) {
            List<Descriptor> all = new ArrayList<>(known.manifests());
            all.add(referrer);
            byte[] bytes = JsonText.compact(known.withManifests(all));
            put(tag(subject), Descriptor.of(MediaType.OCI_INDEX, bytes), bytes);
        }
    }

    private Index tagged(Digest subject) {
        return find(tag(subject)).filter(each -> MediaType.isIndex(each.descriptor().mediaType()))
                .map(each -> JsonDocument.parse(each.bytes(), "referrers of " + subject).object(Index::read)).orElseGet(() -> Index.of(List.of()));
    }

    private static String tag(Digest subject) {
        return subject.algorithm() + "-" + subject.encoded();
    }
}
