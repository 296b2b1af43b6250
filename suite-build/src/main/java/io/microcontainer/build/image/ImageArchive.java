package io.microcontainer.build.image;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.image.Index;
import io.microcontainer.api.oci.image.MediaType;
import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.tree.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an archive holds: one image, or one for each of several platforms. Of several there is an image index (image-spec image-index.md)
 * below the archive's own, which so has a single entry: that is what skopeo, podman and registries take for an image of several platforms.
 *
 * @param root  descriptor of the manifest or of the image index
 * @param index of the archive
 * @param blobs all that it leads to
 */
public record ImageArchive(Descriptor root, Index index, SortedMap<Digest, Content> blobs) {

    public ImageArchive {
        blobs = Collections.unmodifiableSortedMap(new TreeMap<>(blobs));
    }

    /**
     * The key of an annotation of the archive's index about one image of several; the media type that is the key where there is only one,
     * with a parameter.
     */
    public static String key(String type, Platform platform) {
        return type + ";platform=" + platform;
    }

    /**
     * Puts images together.
     *
     * @param images of different platforms, in order of preference
     * @throws BuildException if two are for the same platform
     */
    public static ImageArchive of(List<BuiltImage> images) {
        if (images.size() == 1) {
            BuiltImage only = images.getFirst();
            return new ImageArchive(only.descriptor(), only.index(), only.blobs());
        }
        SortedMap<Digest, Content> blobs = new TreeMap<>();
        SortedMap<String, String> about = new TreeMap<>();
        List<Descriptor> manifests = new ArrayList<>();
        List<Descriptor> referrers = new ArrayList<>();
        Set<Digest> lists = new HashSet<>();
        Set<String> platforms = new HashSet<>();
        for (BuiltImage image : images) {
            Platform platform = image.config().platform();
            if (!platforms.add(platform.toString())) {
                throw new BuildException("two of the images are for " + platform + ": the programs of one architecture are for another one; look at "
                        + "`architectures` and at the repositories");
            }
            blobs.putAll(image.blobs());
            manifests.add(image.descriptor().withAnnotations(Map.of()));
            image.index().annotations().forEach((type, digest) -> {
                if (type.equals(ImageBuilder.REFERRERS)) {
                    Digest list = Digest.parse(digest);
                    lists.add(list);
                    referrers.addAll(index(image.blobs().get(list)).manifests());
                } else {
                    about.put(key(type, platform), digest);
                }
            });
        }
        blobs.keySet().removeAll(lists);
        if (!referrers.isEmpty()) {
            about.put(ImageBuilder.REFERRERS, put(blobs, Index.of(referrers)).digest().toString());
        }
        Descriptor root = put(blobs, Index.of(manifests)).withAnnotations(images.getFirst().descriptor().annotations());
        return new ImageArchive(root, new Index(MediaType.OCI_INDEX, null, List.of(root), null, about, Map.of()), blobs);
    }

    private static Descriptor put(SortedMap<Digest, Content> blobs, Index index) {
        byte[] bytes = JsonText.compact(index);
        Descriptor descriptor = Descriptor.of(MediaType.OCI_INDEX, bytes);
        blobs.put(descriptor.digest(), Content.of(bytes));
        return descriptor;
    }

    private static Index index(Content content) {
        try (InputStream in = content.open()) {
            return JsonDocument.parse(in.readAllBytes(), "index").object(Index::read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
