package io.microcontainer.build.transfer;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.image.Manifest;
import io.microcontainer.api.oci.image.MediaType;
import io.microcontainer.build.parallel.ParallelWork;
import io.microcontainer.build.registry.BlobUpload;
import io.microcontainer.build.registry.RegistryClient;
import io.microcontainer.build.registry.RegistryOptions;
import io.microcontainer.build.registry.Manifests;
import io.microcontainer.build.registry.TransferListener;
import io.microcontainer.build.tree.Content;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Puts an image into a registry: blobs first, several at a time, then manifests, the one with the tag last. */
public final class ImagePush {

    private final RegistryClient client;
    private final Manifests manifests;
    private final TransferListener listener;
    private final int parallel;
    private final Optional<String> mount;

    /**
     * @param client   of the target
     * @param mount    another repository of the registry that may have some of the blobs
     */
    public ImagePush(RegistryClient client, RegistryOptions options, Optional<String> mount, TransferListener listener) {
        this.client = client;
        this.manifests = new Manifests(client);
        this.listener = listener;
        this.parallel = options.parallel();
        this.mount = mount;
    }

    /**
     * Uploads an image under the tag or digest of the target.
     *
     * @return the digest that it has in the registry
     */
    public Digest push(ImageSet image) {
        List<Descriptor> documents = image.documents(image.root());
        blobs(image, documents);
        for (Descriptor child : documents.subList(1, documents.size()).reversed()) {
            manifests.put(child.digest().toString(), child, image.bytes(child));
        }
        manifests.put(client.image().selector(), image.root(), image.bytes(image.root()));
        for (Descriptor referrer : image.referrers()) {
            refer(image, referrer);
        }
        return image.root().digest();
    }

    private void refer(ImageSet image, Descriptor referrer) {
        blobs(image, List.of(referrer));
        if (referrer.refName().isPresent()) {
            manifests.put(referrer.refName().get(), referrer, image.bytes(referrer));
            return;
        }
        Manifest manifest = image.manifest(referrer);
        boolean listed = manifests.put(referrer.digest().toString(), referrer, image.bytes(referrer));
        if (!listed && manifest.subject() != null) {
            manifests.list(manifest.subject().digest(), referrer);
        }
    }

    private void blobs(ImageSet image, List<Descriptor> documents) {
        Map<Digest, Content> wanted = new LinkedHashMap<>();
        for (Descriptor each : documents) {
            if (!MediaType.isIndex(each.mediaType())) {
                Manifest manifest = image.manifest(each);
                manifest.layers().stream().filter(layer -> image.blobs().containsKey(layer.digest()) || !MediaType.isForeignLayer(layer.mediaType()))
                        .forEach(layer -> wanted.put(layer.digest(), image.content(layer)));
                wanted.put(manifest.config().digest(), image.content(manifest.config()));
            }
        }
        var upload = new BlobUpload(client, listener);
        ParallelWork.run(List.copyOf(wanted.entrySet()), each -> {
            listener.begin(each.getKey(), each.getValue().size());
            BlobUpload.Outcome outcome = upload.upload(each.getKey(), each.getValue(), mount);
            listener.end(each.getKey(), outcome.name().toLowerCase(Locale.ROOT));
            return outcome;
        }, parallel);
    }
}
