package io.microcontainer.build.image;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.api.oci.image.Annotations;
import io.microcontainer.api.oci.image.ContainerConfig;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.image.History;
import io.microcontainer.api.oci.image.ImageConfig;
import io.microcontainer.api.oci.image.Index;
import io.microcontainer.api.oci.image.Manifest;
import io.microcontainer.api.oci.image.MediaType;
import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.api.oci.image.RootFs;
import io.microcontainer.build.archive.SourceImage;
import io.microcontainer.build.layer.Layer;
import io.microcontainer.build.nss.Account;
import io.microcontainer.build.spec.SmithSpec;
import io.microcontainer.build.tree.Content;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes configuration, manifest and index of an image. The same inputs give the same bytes.
 *
 * <p>The specification and the list of packages are blobs of the archive, as they were in 2017, but the index names their
 * digests in annotations, by media type. Entries of their own would make it an index of several images, of which skopeo and
 * podman want to be told one.
 */
public final class ImageBuilder {

    /** Type of the blob that holds the specification an image was built from. */
    public static final String SPEC_TYPE = "application/vnd.smith.spec+json";
    /** Type of the blob that holds the packages an image was built from, one a line. */
    public static final String PACKAGES_TYPE = "application/vnd.smith.packages";

    /**
     * Type of an index of manifests that refer to the image: its bill of materials, its signature. It is the answer that a registry
     * would give to who asks for referrers.
     */
    public static final String REFERRERS = "application/vnd.smith.referrers+json";

    private static final String LATEST = "latest";
    private static final String VERSION = "com.oracle.smith.version";
    private static final String BUILD = "com.oracle.smith.build";

    private final TreeMap<Digest, Content> blobs = new TreeMap<>();

    /**
     * What an image is made of.
     *
     * @param spec     with what it inherits filled in
     * @param platform what it runs on
     * @param parent   whose layers lie underneath
     * @param layers   of its own, each with what it is of; none if the parent has all
     * @param packages whose files it has, sorted
     * @param created  seconds since 1970
     * @param build    a number the user gave
     * @param version  of smith
     */
    public record Parts(SmithSpec spec, Platform platform, Optional<SourceImage> parent, List<Made> layers, List<String> packages,
                        long created, Optional<String> build, String version) {
    }

    /**
     * A layer that was made.
     *
     * @param layer the layer
     * @param what  a package whose files it has; empty for all else
     */
    public record Made(Layer layer, Optional<String> what) {
    }

    private ImageBuilder() {
    }

    /** Makes an image. */
    public static BuiltImage build(Parts parts) {
        return new ImageBuilder().make(parts);
    }

    private BuiltImage make(Parts parts) {
        List<Descriptor> layers = new ArrayList<>();
        List<Digest> diffIds = new ArrayList<>();
        parts.parent.ifPresent(parent -> parent.layers().forEach(each -> {
            layers.add(each.descriptor());
            diffIds.add(each.diffId());
            blobs.put(each.descriptor().digest(), each.blob());
        }));
        parts.layers.forEach(made -> {
            layers.add(made.layer().descriptor());
            diffIds.add(made.layer().diffId());
            blobs.put(made.layer().descriptor().digest(), made.layer().blob());
        });
        String created = Instant.ofEpochSecond(parts.created).toString();
        var config = new ImageConfig(created, null, parts.platform, containerConfig(parts.spec), RootFs.of(diffIds),
                history(parts, created), Map.of());
        Manifest manifest = Manifest.of(blob(MediaType.OCI_CONFIG, config), layers, parts.spec.output().annotations());
        Descriptor spec = blob(SPEC_TYPE, parts.spec);
        Map<String, String> extra = new TreeMap<>(Map.of(SPEC_TYPE, spec.digest().toString()));
        if (!parts.packages.isEmpty()) {
            extra.put(PACKAGES_TYPE, blob(PACKAGES_TYPE, Content.of(String.join("\n", parts.packages) + "\n")).digest().toString());
        }
        Map<String, String> annotations = new TreeMap<>(Map.of(Annotations.REF_NAME, LATEST, Annotations.CREATED, created, VERSION, parts.version));
        parts.build.ifPresent(each -> annotations.put(BUILD, each));
        Descriptor descriptor = blob(MediaType.OCI_MANIFEST, manifest).withPlatform(parts.platform).withAnnotations(annotations);
        Index index = new Index(MediaType.OCI_INDEX, null, List.of(descriptor), null, extra, Map.of());
        return new BuiltImage(descriptor, manifest, config, index, blobs);
    }

    private static ContainerConfig containerConfig(SmithSpec spec) {
        String user = spec.root() ? "0:0" : spec.user().isEmpty() ? Account.DEFAULT_ID + ":" + Account.DEFAULT_ID : spec.user();
        return new ContainerConfig(user, spec.ports(), spec.env(), spec.entrypoint(), spec.cmd(), new TreeSet<>(spec.mounts()),
                spec.dir().isEmpty() ? null : spec.dir(), spec.labels(), null, null, Map.of());
    }

    /** One step for each layer, if the parent tells of all of its own. */
    private static List<History> history(Parts parts, String created) {
        List<History> out = new ArrayList<>();
        if (parts.parent.isPresent()) {
            out.addAll(parts.parent.get().config().history());
            if (out.stream().filter(each -> !each.emptyLayer()).count() != parts.parent.get().layers().size()) {
                return List.of();
            }
        }
        String name = parts.spec.source().packageName();
        parts.layers.forEach(made -> out.add(History.of(created, "smith", made.what().orElse(name.isEmpty() ? null : name))));
        return out;
    }

    private Descriptor blob(String type, JsonWritable document) {
        return blob(type, Content.of(JsonText.compact(document)));
    }

    private Descriptor blob(String type, Content content) {
        Digest digest = Digest.parse("sha256:" + content.sha256());
        blobs.put(digest, content);
        return Descriptor.of(type, digest, content.size());
    }
}
