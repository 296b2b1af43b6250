package io.microcontainer.build.image;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.image.Index;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.archive.ImageReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** What an archive keeps beside its images and names in an annotation, see {@link ImageBuilder#REFERRERS}. */
public final class Referrers {

    private static final int MAX_BYTES = 16 << 20;

    private Referrers() {
    }

    /** Descriptors of manifests about images: bills of materials, and signatures, which have the tag that they are kept under. */
    public static List<Descriptor> read(ImageReader.Layout layout) throws IOException {
        String digest = layout.index().annotations().get(ImageBuilder.REFERRERS);
        if (digest == null) {
            return List.of();
        }
        try (InputStream in = layout.blobs().open(Digest.parse(digest), -1)) {
            byte[] bytes = in.readNBytes(MAX_BYTES);
            if (in.read() >= 0) {
                throw new BuildException("the list of referrers " + digest + " is larger than any such");
            }
            return JsonDocument.parse(bytes, "referrers").object(Index::read).manifests();
        } catch (IllegalArgumentException e) {
            throw new BuildException("the annotation " + ImageBuilder.REFERRERS + " is no digest: " + e.getMessage(), e);
        }
    }
}
