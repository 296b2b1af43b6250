package io.microcontainer.build.transfer;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.image.Index;
import io.microcontainer.api.oci.image.Manifest;
import io.microcontainer.api.oci.image.MediaType;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.tree.Content;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An image, or an index of images for several platforms, with all that it leads to.
 *
 * @param root      descriptor of its manifest or index
 * @param referrers descriptors of manifests about it, such as its bill of materials; one with a tag is stored under that tag
 * @param blobs     documents and layers by digest, those of the referrers too
 */
public record ImageSet(Descriptor root, List<Descriptor> referrers, SortedMap<Digest, Content> blobs) {

    public ImageSet {
        referrers = List.copyOf(referrers);
        blobs = Collections.unmodifiableSortedMap(new TreeMap<>(blobs));
    }

    /** The bytes of a document. */
    byte[] bytes(Descriptor document) {
        try (InputStream in = content(document).open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new BuildException("cannot read " + document.digest() + ": " + e.getMessage(), e);
        }
    }

    Content content(Descriptor descriptor) {
        Content content = blobs.get(descriptor.digest());
        if (content == null) {
            throw new BuildException("the blob " + descriptor.digest() + " is missing; the image is incomplete");
        }
        return content;
    }

    /** The index of a descriptor. */
    public Index index(Descriptor descriptor) {
        return JsonDocument.parse(bytes(descriptor), "index " + descriptor.digest()).object(Index::read);
    }

    /** The manifest of a descriptor. */
    public Manifest manifest(Descriptor descriptor) {
        return JsonDocument.parse(bytes(descriptor), "manifest " + descriptor.digest()).object(Manifest::read);
    }

    /** A descriptor of a document in memory, which is added to blobs. */
    static Descriptor add(SortedMap<Digest, Content> blobs, String type, JsonWritable document) {
        byte[] bytes = JsonText.compact(document);
        Descriptor descriptor = Descriptor.of(type, bytes);
        blobs.put(descriptor.digest(), Content.of(bytes));
        return descriptor;
    }

    /** The manifests below a descriptor, indexes among them before what they list. */
    List<Descriptor> documents(Descriptor from) {
        List<Descriptor> out = new ArrayList<>(List.of(from));
        for (int i = 0; i < out.size(); i++) {
            if (MediaType.isIndex(out.get(i).mediaType())) {
                out.addAll(index(out.get(i)).manifests());
            }
        }
        return out;
    }
}
