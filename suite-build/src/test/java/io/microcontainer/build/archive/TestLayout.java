package io.microcontainer.build.archive;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.image.ImageConfig;
import io.microcontainer.api.oci.image.Manifest;
import io.microcontainer.api.oci.image.MediaType;
import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.api.oci.image.RootFs;
import io.microcontainer.api.oci.layout.LayoutStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** OCI layouts of layers that are given as they are, with the tag {@code latest}. */
final class TestLayout {

    private TestLayout() {
    }

    /** Writes an image of uncompressed layers, the lowest first. */
    static void write(Path layout, List<byte[]> tars) throws IOException {
        LayoutStore store = LayoutStore.create(layout);
        List<Descriptor> blobs = new ArrayList<>();
        List<Digest> diffIds = new ArrayList<>();
        for (byte[] tar : tars) {
            blobs.add(store.put(MediaType.OCI_LAYER, tar));
            diffIds.add(Digest.sha256(tar));
        }
        tag(store, blobs, diffIds);
    }

    /** Makes an image of layers that are in the store, whatever is claimed of them. */
    static void tag(LayoutStore store, List<Descriptor> blobs, List<Digest> diffIds) throws IOException {
        var config = new ImageConfig(null, null, Platform.linux("amd64"), null, RootFs.of(diffIds), List.of(), Map.of());
        Descriptor configBlob = store.put(MediaType.OCI_CONFIG, JsonText.compact(config));
        store.tag("latest", store.put(MediaType.OCI_MANIFEST, JsonText.compact(Manifest.of(configBlob, blobs, Map.of()))));
    }
}
