package io.microcontainer.build.transfer;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.image.Index;
import io.microcontainer.api.oci.image.Manifest;
import io.microcontainer.api.oci.image.MediaType;
import io.microcontainer.api.oci.layout.BlobStore;
import io.microcontainer.api.oci.layout.ImageResolver;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.archive.ImageReader;
import io.microcontainer.build.archive.Location;
import io.microcontainer.build.archive.SourceImage;
import io.microcontainer.build.image.Referrers;
import io.microcontainer.build.tree.Content;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads images with all that they lead to. */
public final class ImageSets {

    private static final int MAX_DOCUMENTS = 1000;

    private final ImageReader images;
    private final SortedMap<Digest, Content> blobs = new TreeMap<>();

    private ImageSets(ImageReader images) {
        this.images = images;
    }

    /**
     * Reads what an archive or layout has under a tag.
     *
     * @throws BuildException if there is no such image
     */
    public static ImageSet read(ImageReader images, Location location) {
        var reader = new ImageSets(images);
        try {
            Optional<ImageReader.Layout> layout = images.layout(location);
            return layout.isPresent() ? reader.ofLayout(layout.get(), location) : reader.ofDocker(images.read(location, Optional.empty()));
        } catch (IOException e) {
            throw new BuildException("cannot read the image " + location + ": " + e.getMessage(), e);
        }
    }

    /** Reads what a descriptor leads to, and manifests about it. */
    public static ImageSet read(ImageReader images, BlobStore store, Descriptor root, List<Descriptor> referrers) throws IOException {
        var reader = new ImageSets(images);
        reader.gather(store, List.of(root));
        reader.gather(store, referrers);
        return new ImageSet(root, referrers, reader.blobs);
    }

    private ImageSet ofLayout(ImageReader.Layout layout, Location location) throws IOException {
        List<Descriptor> roots = new ArrayList<>(layout.index().manifests().stream().filter(ImageResolver::isImage).toList());
        String tag = location.tag().orElse("latest");
        if (location.tag().isPresent() || roots.size() > 1) {
            roots.removeIf(each -> each.refName().filter(name -> name.equals(tag) || name.endsWith(":" + tag)).isEmpty());
        }
        if (roots.isEmpty()) {
            throw new BuildException(location.path() + " has no image with the tag " + tag);
        }
        Descriptor root = roots.size() == 1 ? roots.getFirst().withAnnotations(Map.of())
                : ImageSet.add(blobs, MediaType.OCI_INDEX, Index.of(roots.stream().map(each -> each.withAnnotations(Map.of())).toList()));
        gather(layout.blobs(), roots);
        return new ImageSet(root, referrers(layout), blobs);
    }

    private List<Descriptor> referrers(ImageReader.Layout layout) throws IOException {
        List<Descriptor> out = Referrers.read(layout);
        gather(layout.blobs(), out);
        return out;
    }

    private void gather(BlobStore store, List<Descriptor> roots) throws IOException {
        List<Descriptor> documents = new ArrayList<>(roots);
        List<Descriptor> contents = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            if (documents.size() > MAX_DOCUMENTS) {
                throw new BuildException("an index leads to more than " + MAX_DOCUMENTS + " manifests");
            }
            Descriptor each = documents.get(i);
            byte[] bytes = store.read(each);
            blobs.put(each.digest(), Content.of(bytes));
            JsonDocument document = JsonDocument.parse(bytes, "manifest " + each.digest());
            if (MediaType.isIndex(each.mediaType())) {
                documents.addAll(document.object(Index::read).manifests());
            } else {
                Manifest manifest = document.object(Manifest::read);
                contents.add(manifest.config());
                manifest.layers().stream().filter(layer -> !MediaType.isForeignLayer(layer.mediaType()) || layer.urls().isEmpty()).forEach(contents::add);
            }
        }
        List<Content> kept = images.keep(store, contents);
        for (int i = 0; i < contents.size(); i++) {
            blobs.put(contents.get(i).digest(), kept.get(i));
        }
    }

    /** Docker's archives have no manifest: it is made. */
    private ImageSet ofDocker(SourceImage image) {
        List<Descriptor> layers = new ArrayList<>();
        image.layers().forEach(each -> {
            layers.add(each.descriptor());
            blobs.put(each.descriptor().digest(), each.blob());
        });
        Manifest manifest = Manifest.of(ImageSet.add(blobs, MediaType.OCI_CONFIG, image.config()), layers, Map.of());
        return new ImageSet(ImageSet.add(blobs, MediaType.OCI_MANIFEST, manifest), List.of(), blobs);
    }
}
