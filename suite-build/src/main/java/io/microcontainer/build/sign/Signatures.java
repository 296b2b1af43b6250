package io.microcontainer.build.sign;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.image.ImageConfig;
import io.microcontainer.api.oci.image.Index;
import io.microcontainer.api.oci.image.Manifest;
import io.microcontainer.api.oci.image.MediaType;
import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.api.oci.image.RootFs;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.archive.ArchiveLimits;
import io.microcontainer.build.archive.ImageReader;
import io.microcontainer.build.archive.Location;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.image.Referrers;
import io.microcontainer.build.registry.BlobDownload;
import io.microcontainer.build.registry.BlobUpload;
import io.microcontainer.build.registry.Manifests;
import io.microcontainer.build.registry.RegistryClient;
import io.microcontainer.build.registry.RegistryOptions;
import io.microcontainer.build.registry.RemoteImage;
import io.microcontainer.build.registry.TransferListener;
import io.microcontainer.build.tree.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;

/**
 * Signs images in a registry and checks their signatures, as {@code cosign sign --key} and {@code cosign verify --key} do without a
 * transparency log: a manifest under the tag {@code sha256-DIGEST.sig} has a layer for each signature.
 */
public final class Signatures {

    /** What {@code cosign save} marks signatures with. */
    private static final String COSIGN_SIGNATURES = "dev.cosignproject.cosign/sigs";
    private static final int MAX_PAYLOAD = 1 << 20;

    private final RegistryOptions options;

    public Signatures(RegistryOptions options) {
        this.options = options;
    }

    /**
     * Signs an image, besides whoever has signed it before.
     *
     * @param key       a private ECDSA key
     * @param recursive sign also each image of an index
     * @return digest of what was signed
     */
    public Digest sign(RemoteImage image, SigningKey key, boolean recursive) {
        ECPrivateKeyParameters secret = PemKey.privateKey(key);
        try (var client = new RegistryClient(image, options)) {
            var manifests = new Manifests(client);
            Manifests.Document root = manifests.get(image.selector());
            List<Digest> digests = new ArrayList<>();
            if (recursive && MediaType.isIndex(root.descriptor().mediaType())) {
                JsonDocument.parse(root.bytes(), "index of " + image).object(Index::read).manifests().forEach(each -> digests.add(each.digest()));
            }
            // The index last: who finds it signed finds its images signed.
            digests.add(root.descriptor().digest());
            digests.forEach(digest -> sign(client, manifests, digest, secret));
            return root.descriptor().digest();
        }
    }

    private static void sign(RegistryClient client, Manifests manifests, Digest digest, ECPrivateKeyParameters secret) {
        byte[] payload = JsonText.compact(new SimpleSigning(client.image().reference().name(), digest));
        String signature = Base64.getEncoder().encodeToString(Ecdsa.sign(secret, payload));
        Descriptor layer = Descriptor.of(SimpleSigning.TYPE, payload).withAnnotations(Map.of(SimpleSigning.SIGNATURE, signature));
        List<Descriptor> layers = new ArrayList<>(signed(manifests, digest).map(Manifest::layers).orElse(List.of()));
        if (layers.stream().noneMatch(each -> each.annotations().equals(layer.annotations()))) {
            layers.add(layer);
        }
        // As cosign has it: an image configuration whose layers are the payloads.
        var config = new ImageConfig(null, null, new Platform("", "", null, List.of(), null, Map.of()), null,
                RootFs.of(layers.stream().map(Descriptor::digest).toList()), List.of(), Map.of());
        byte[] configBytes = JsonText.compact(config);
        byte[] manifest = JsonText.compact(Manifest.of(Descriptor.of(MediaType.OCI_CONFIG, configBytes), layers, Map.of()));
        var upload = new BlobUpload(client, TransferListener.SILENT);
        for (byte[] each : List.of(payload, configBytes)) {
            upload.upload(Digest.sha256(each), Content.of(each), Optional.empty());
        }
        manifests.put(tag(digest), Descriptor.of(MediaType.OCI_MANIFEST, manifest), manifest);
    }

    /**
     * Checks that an image is signed by a key.
     *
     * @param key PEM file of the public key
     * @return digest of the manifest or index that is signed
     * @throws BuildException if it is not, or by others only
     */
    public Digest verify(RemoteImage image, Path key) {
        ECPublicKeyParameters known = PemKey.publicKey(key);
        try (var client = new RegistryClient(image, options)) {
            var manifests = new Manifests(client);
            Digest digest = manifests.get(image.selector()).descriptor().digest();
            Manifest signatures = signed(manifests, digest).orElseThrow(() -> new BuildException(image + " (" + digest + ") is not signed: the registry "
                    + "has no " + tag(digest) + "; sign it with `smith sign`"));
            return check(image.toString(), digest, List.of(signatures), known, key, new BlobDownload(client, TransferListener.SILENT)::open);
        }
    }

    /**
     * Checks that an image in an archive or layout is signed by a key: by what {@code smith download} and {@code cosign save} bring along.
     *
     * @param cache directory that keeps blobs between commands
     * @param key   PEM file of the public key
     * @return digest of the manifest or index that is signed
     * @throws BuildException if it is not, or by others only
     */
    public static Digest verify(Path cache, Location location, Path key) {
        ECPublicKeyParameters known = PemKey.publicKey(key);
        ImageReader.Layout layout = new ImageReader(ContentStore.open(cache), ArchiveLimits.DEFAULT).layout(location)
                .orElseThrow(() -> new BuildException(location + " is an archive of Docker's kind, which holds no signatures"));
        Digest digest = ImageReader.root(layout.index(), location.tag()).orElseThrow(() -> new BuildException(location + " has several images; name one by its tag")).digest();
        List<Descriptor> found = new ArrayList<>();
        try {
            for (Descriptor each : layout.index().manifests()) {
                if (tag(digest).equals(each.refName().orElse("")) || COSIGN_SIGNATURES.equals(each.annotations().get("kind"))) {
                    found.add(each);
                }
            }
            Referrers.read(layout).stream().filter(each -> tag(digest).equals(each.refName().orElse(""))).forEach(found::add);
            if (found.isEmpty()) {
                throw new BuildException(location + " (" + digest + ") is not signed: no signature came with it; download it with `smith download` from where it is");
            }
            List<Manifest> signatures = new ArrayList<>();
            for (Descriptor each : found) {
                signatures.add(JsonDocument.parse(layout.blobs().read(each), "signatures of " + digest).object(Manifest::read));
            }
            return check(location.toString(), digest, signatures, known, key, layout.blobs()::open);
        } catch (IOException e) {
            throw new BuildException("cannot read the signatures of " + location + ": " + e.getMessage(), e);
        }
    }

    /** Opens a blob. */
    private interface Opener {
        InputStream open(Descriptor descriptor) throws IOException;
    }

    private static Digest check(String image, Digest digest, List<Manifest> signatures, ECPublicKeyParameters known, Path key, Opener blobs) {
        for (Manifest each : signatures) {
            for (Descriptor layer : each.layers()) {
                if (layer.mediaType().equals(SimpleSigning.TYPE) && layer.size() <= MAX_PAYLOAD && isBy(known, layer, digest, blobs)) {
                    return digest;
                }
            }
        }
        throw new BuildException(image + " (" + digest + ") is signed, but not by the key of " + key);
    }

    private static boolean isBy(ECPublicKeyParameters key, Descriptor layer, Digest digest, Opener blobs) {
        byte[] payload;
        byte[] signature;
        try (InputStream in = blobs.open(layer)) {
            payload = in.readAllBytes();
            signature = Base64.getDecoder().decode(layer.annotations().getOrDefault(SimpleSigning.SIGNATURE, ""));
        } catch (IOException e) {
            throw new BuildException("cannot read a signature: " + e.getMessage(), e);
        } catch (IllegalArgumentException _) {
            return false;
        }
        // Nothing of the payload is believed before its signature is right.
        return Ecdsa.verify(key, payload, signature) && SimpleSigning.read(payload).digest().equals(digest);
    }

    private static Optional<Manifest> signed(Manifests manifests, Digest digest) {
        return manifests.find(tag(digest)).map(each -> JsonDocument.parse(each.bytes(), "signatures of " + digest).object(Manifest::read));
    }

    /** The tag that the signatures of a manifest are kept under. */
    public static String tag(Digest digest) {
        return digest.algorithm() + "-" + digest.encoded() + ".sig";
    }
}
