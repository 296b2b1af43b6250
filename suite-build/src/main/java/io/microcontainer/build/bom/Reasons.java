package io.microcontainer.build.bom;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonLimits;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.build.deb.ControlFields;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Why the files of an image are there, as its bill of materials tells.
 *
 * @param files    by path as it is shown to people
 * @param packages why each package was looked at, by NEVRA
 */
public record Reasons(SortedMap<String, Why> files, SortedMap<String, String> packages) {

    /** Reads bills of materials of a million files. */
    private static final JsonLimits LIMITS = JsonLimits.DEFAULT.withMaxBytes(1 << 29).withMaxValues(20_000_000);
    private static final List<String> FOR_THEIR_OWN_SAKE = List.of("Chosen", "Overlaid", "Made", "NameService", "DebugInfo", "ModuleRoot", "Hinted");

    public Reasons {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        packages = Collections.unmodifiableSortedMap(new TreeMap<>(packages));
    }

    /**
     * Why a file is there.
     *
     * @param reason  a phrase that follows "it is"
     * @param kind    of the reason
     * @param because path that it is there for, or null
     * @param origin  package or layer that it came from
     * @param link    target of a symlink, or null
     * @param sha256  of its content, or null
     */
    public record Why(String reason, String kind, String because, String origin, String link, String sha256) {

        /** Whether nothing but the specification asks for it. */
        public boolean own() {
            return FOR_THEIR_OWN_SAKE.contains(kind);
        }

        /** NEVRA of the package that it came from. */
        public Optional<String> nevra() {
            return origin != null && origin.startsWith("package ") ? Optional.of(origin.substring("package ".length())) : Optional.empty();
        }
    }

    private record Component(String type, String name, String version, String arch, Map<String, String> properties, String sha256) {

        static Component read(JsonObject in) {
            Map<String, String> properties = new LinkedHashMap<>();
            in.objects("properties", each -> Map.entry(each.requiredString("name"), each.requiredString("value")))
                    .forEach(each -> properties.putIfAbsent(each.getKey(), each.getValue()));
            String purl = in.text("purl");
            String named = purl == null ? "" : purl.replaceFirst(".*[?&]arch=", "").replaceFirst("&.*", "");
            String arch = purl != null && purl.startsWith("pkg:deb/") ? ControlFields.rpmArchitecture(named) : named;
            List<String> hashes = in.objects("hashes", each -> each.requiredString("content"));
            return new Component(in.requiredString("type"), in.requiredString("name"), in.text("version"), arch, properties,
                    hashes.isEmpty() ? null : hashes.getFirst());
        }
    }

    /** Reads what {@link CycloneDx} wrote. */
    public static Reasons read(byte[] document, String name) {
        SortedMap<String, Why> files = new TreeMap<>();
        SortedMap<String, String> packages = new TreeMap<>();
        for (Component each : JsonDocument.parse(document, name, LIMITS).object(in -> in.objects("components", Component::read))) {
            Map<String, String> properties = each.properties();
            if (each.type().equals("file")) {
                files.put(each.name(), new Why(properties.get(CycloneDx.REASON), properties.get(CycloneDx.KIND), properties.get(CycloneDx.BECAUSE),
                        properties.get(CycloneDx.ORIGIN), properties.get(CycloneDx.LINK), each.sha256()));
            } else {
                packages.put(each.name() + "-" + each.version() + "." + each.arch(), properties.get(CycloneDx.REASON));
            }
        }
        return new Reasons(files, packages);
    }
}
