package io.microcontainer.build.spec;

import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.api.oci.image.MediaType.Compression;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The part of smith.yaml that says in what form the image comes. Its keys stand at the top of the file.
 *
 * @param compression of the layers that are made
 * @param layers      how many may be made: the files of large packages then have layers of their own
 * @param annotations of the manifest, by key
 * @param sbom        formats of the bill of materials
 * @param rpmdb       keep the RPM database's entries of the packages whose files are in the image
 */
public record OutputSpec(Compression compression, int layers, SortedMap<String, String> annotations, List<BomFormat> sbom, boolean rpmdb)
        implements JsonWritable {

    /** More layers than this some engines cannot mount (overlayfs). */
    public static final int MAX_LAYERS = 100;

    /** What is done where the specification says nothing: one layer, both bills of materials. */
    public static final OutputSpec DEFAULT = new OutputSpec(Compression.GZIP, 1, new TreeMap<>(), List.of(BomFormat.values()), false);

    /** Formats of a bill of materials. */
    public enum BomFormat { CYCLONEDX, SPDX }

    public OutputSpec {
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
        sbom = List.copyOf(sbom);
    }

    /** What differs from the default. */
    @Override
    public void write(JsonFields out) {
        out.string("compression", compression == DEFAULT.compression ? null : word(compression)).number("layers", layers == 1 ? null : layers)
                .stringMap("annotations", annotations).flag("rpmdb", rpmdb);
        if (!sbom.equals(DEFAULT.sbom)) {
            out.strings("sbom", sbom.isEmpty() ? List.of("none") : sbom.stream().map(OutputSpec::word).toList());
        }
    }

    /** The word in smith.yaml. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
