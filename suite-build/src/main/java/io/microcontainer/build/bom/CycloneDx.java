package io.microcontainer.build.bom;

import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.build.packages.InstalledPackage;
import io.microcontainer.build.select.Reason;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A bill of materials as CycloneDX 1.6 (ECMA-424) in JSON: packages and files, and among the files' properties why each is there.
 * {@link Reasons} reads them back.
 */
public final class CycloneDx {

    /** Media type of the document. */
    public static final String TYPE = "application/vnd.cyclonedx+json";

    static final String REASON = "smith:reason";
    static final String KIND = "smith:kind";
    static final String BECAUSE = "smith:because-of";
    static final String ORIGIN = "smith:origin";
    static final String LINK = "smith:symlink";

    private CycloneDx() {
    }

    /** The document. */
    public static JsonWritable document(Material material) {
        return out -> {
            out.string("bomFormat", "CycloneDX").string("specVersion", "1.6")
                    .string("serialNumber", "urn:uuid:" + UUID.nameUUIDFromBytes(material.image().toString().getBytes(StandardCharsets.UTF_8)))
                    .number("version", 1).object("metadata", metadata(material));
            List<JsonWritable> components = new ArrayList<>();
            material.packages().forEach(each -> components.add(component(each)));
            material.tree().entries().forEach((path, entry) -> {
                if (!(entry instanceof Entry.Directory)) {
                    components.add(file(path, entry, Optional.ofNullable(material.reasons().get(path))));
                }
            });
            out.objects("components", components).objects("dependencies", dependencies(material));
        };
    }

    private static JsonWritable metadata(Material material) {
        JsonWritable smith = out -> out.string("type", "application").string("name", "smith").string("version", material.version());
        JsonWritable image = out -> out.string("type", "container").string("bom-ref", material.image().toString()).string("name", material.name())
                .string("version", material.image().toString());
        return out -> out.string("timestamp", material.created()).object("tools", tools -> tools.objects("components", List.of(smith)))
                .object("component", image);
    }

    private static JsonWritable component(InstalledPackage each) {
        String purl = PackageUrl.of(each);
        return out -> {
            out.string("type", "library").string("bom-ref", purl).string("name", each.nevra().name()).string("version", each.nevra().evr().toString());
            if (!each.vendor().isEmpty()) {
                out.object("supplier", supplier -> supplier.string("name", each.vendor()));
            }
            out.string("description", each.summary().isEmpty() ? null : each.summary());
            out.objects("hashes", each.sha256().isEmpty() ? List.of() : List.of(hash(each.sha256())));
            if (!each.license().isEmpty()) {
                JsonWritable licence = choice -> choice.object("license", named -> named.string("name", each.license()));
                out.objects("licenses", List.of(licence));
            }
            out.string("purl", purl).objects("properties", List.of(property(REASON, each.reason())));
        };
    }

    private static JsonWritable file(TreePath path, Entry entry, Optional<Reason> reason) {
        List<JsonWritable> properties = new ArrayList<>();
        reason.ifPresent(each -> {
            properties.add(property(REASON, each.toString()));
            properties.add(property(KIND, each.getClass().getSimpleName()));
            each.because().ifPresent(because -> properties.add(property(BECAUSE, show(because))));
        });
        properties.add(property(ORIGIN, entry.origin() instanceof Origin.Overlay ? "the rootfs overlay" : ByteText.printable(entry.origin().toString())));
        if (entry instanceof Entry.Symlink link) {
            properties.add(property(LINK, ByteText.printable(link.target())));
        }
        return out -> {
            out.string("type", "file").string("bom-ref", reference(path)).string("name", show(path));
            if (entry instanceof Entry.RegularFile file) {
                out.objects("hashes", List.of(hash(file.content().sha256())));
            }
            out.objects("properties", properties);
        };
    }

    /** What needs what: the reasons, turned round. */
    private static List<JsonWritable> dependencies(Material material) {
        SortedMap<String, SortedSet<String>> needs = new TreeMap<>();
        SortedSet<String> top = new TreeSet<>();
        for (Map.Entry<TreePath, Reason> each : material.reasons().entrySet()) {
            Entry entry = material.tree().get(each.getKey()).orElse(null);
            if (entry == null || entry instanceof Entry.Directory) {
                continue;
            }
            Optional<TreePath> because = each.getValue().because().filter(path -> material.tree().get(path).isPresent());
            if (because.isPresent()) {
                needs.computeIfAbsent(reference(because.get()), _ -> new TreeSet<>()).add(reference(each.getKey()));
            } else {
                top.add(reference(each.getKey()));
            }
        }
        List<JsonWritable> out = new ArrayList<>();
        out.add(dependency(material.image().toString(), top));
        needs.forEach((by, what) -> out.add(dependency(by, what)));
        return out;
    }

    private static JsonWritable dependency(String by, SortedSet<String> what) {
        return (JsonFields out) -> out.string("ref", by).strings("dependsOn", what);
    }

    private static JsonWritable hash(String sha256) {
        return out -> out.string("alg", "SHA-256").string("content", sha256);
    }

    private static JsonWritable property(String name, String value) {
        return out -> out.string("name", name).string("value", value);
    }

    private static String reference(TreePath path) {
        return "file:" + show(path);
    }

    private static String show(TreePath path) {
        return ByteText.printable(path.toString());
    }
}
