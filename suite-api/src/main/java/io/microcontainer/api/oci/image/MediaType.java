package io.microcontainer.api.oci.image;

import io.microcontainer.api.json.Quoted;
import java.util.Set;

/**
 * The media types of images: those of the image specification (media-types.md) and Docker's of image manifest version 2, schema 2,
 * which registries still serve. Media types stay strings in the models because anybody may make new ones.
 */
public final class MediaType {

    public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
    public static final String OCI_EMPTY = "application/vnd.oci.empty.v1+json";
    public static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
    public static final String OCI_LAYER_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
    public static final String OCI_LAYER_ZSTD = "application/vnd.oci.image.layer.v1.tar+zstd";
    public static final String OCI_FOREIGN_LAYER = "application/vnd.oci.image.layer.nondistributable.v1.tar";
    public static final String OCI_FOREIGN_LAYER_GZIP = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip";
    public static final String OCI_FOREIGN_LAYER_ZSTD = "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd";

    public static final String DOCKER_MANIFEST_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
    public static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";
    public static final String DOCKER_LAYER_GZIP = "application/vnd.docker.image.rootfs.diff.tar.gzip";
    public static final String DOCKER_LAYER_ZSTD = "application/vnd.docker.image.rootfs.diff.tar.zstd";
    public static final String DOCKER_FOREIGN_LAYER_GZIP = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";

    /** Docker's schema 1, recognised only to be refused with a clear message. */
    public static final Set<String> DOCKER_SCHEMA_1 = Set.of(
            "application/vnd.docker.distribution.manifest.v1+json", "application/vnd.docker.distribution.manifest.v1+prettyjws");

    /** How a layer's tar is compressed. */
    public enum Compression { NONE, GZIP, ZSTD }

    private static final Set<String> FOREIGN = Set.of(OCI_FOREIGN_LAYER, OCI_FOREIGN_LAYER_GZIP, OCI_FOREIGN_LAYER_ZSTD, DOCKER_FOREIGN_LAYER_GZIP);

    private MediaType() {
    }

    /** Whether it names an index of manifests, of OCI or Docker. */
    public static boolean isIndex(String mediaType) {
        return OCI_INDEX.equals(mediaType) || DOCKER_MANIFEST_LIST.equals(mediaType);
    }

    /** Whether it names a manifest, of OCI or Docker. */
    public static boolean isManifest(String mediaType) {
        return OCI_MANIFEST.equals(mediaType) || DOCKER_MANIFEST.equals(mediaType);
    }

    /** Whether it names the configuration of a runnable image, of OCI or Docker. */
    public static boolean isConfig(String mediaType) {
        return OCI_CONFIG.equals(mediaType) || DOCKER_CONFIG.equals(mediaType);
    }

    /** Whether it names a file system layer, of OCI or Docker. */
    public static boolean isLayer(String mediaType) {
        return compression(mediaType) != null;
    }

    /** Whether it names a layer that may be absent because it must not be distributed; long deprecated. */
    public static boolean isForeignLayer(String mediaType) {
        return mediaType != null && FOREIGN.contains(mediaType);
    }

    /** How a layer of this type is compressed, or null if it is no layer. */
    public static Compression compression(String mediaType) {
        return switch (mediaType) {
            case null -> null;
            case OCI_LAYER, OCI_FOREIGN_LAYER, DOCKER_LAYER -> Compression.NONE;
            case OCI_LAYER_GZIP, OCI_FOREIGN_LAYER_GZIP, DOCKER_LAYER_GZIP, DOCKER_FOREIGN_LAYER_GZIP -> Compression.GZIP;
            case OCI_LAYER_ZSTD, OCI_FOREIGN_LAYER_ZSTD, DOCKER_LAYER_ZSTD -> Compression.ZSTD;
            default -> null;
        };
    }

    /** RFC 6838 section 4.2: a type and a subtype of restricted characters. */
    static String checked(String text) {
        int slash = text.indexOf('/');
        if (!isName(text, 0, slash) || !isName(text, slash + 1, text.length())) {
            throw new IllegalArgumentException("found " + Quoted.of(text)
                    + ", expected a media type such as " + OCI_MANIFEST);
        }
        return text;
    }

    private static boolean isName(String text, int from, int to) {
        if (to <= from || to - from > 127) {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            boolean word = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!word && (i == from || "!#$&-^_.+".indexOf(c) < 0)) {
                return false;
            }
        }
        return true;
    }
}
