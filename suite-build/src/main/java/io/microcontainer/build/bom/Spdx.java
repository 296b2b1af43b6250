package io.microcontainer.build.bom;

import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.build.packages.InstalledPackage;
import io.microcontainer.build.select.Reason;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A bill of materials as SPDX 2.3 (ISO/IEC 5962 and its successor) in JSON: packages and files, with why each is there as its comment. */
public final class Spdx {

    /** Media type of the document. */
    public static final String TYPE = "application/spdx+json";

    private static final String UNKNOWN = "NOASSERTION";
    private static final String IMAGE = "SPDXRef-Image";

    private Spdx() {
    }

    /**
     * The document.
     *
     * @param sha1 of a content: the format demands it of files
     */
    public static JsonWritable document(Material material, Function<Content, String> sha1) {
        return out -> {
            out.string("spdxVersion", "SPDX-2.3").string("dataLicense", "CC0-1.0").string("SPDXID", "SPDXRef-DOCUMENT").string("name", material.name())
                    .string("documentNamespace", "urn:smith:" + material.image())
                    .object("creationInfo", info -> info.string("created", material.created()).strings("creators", List.of("Tool: smith-" + material.version())));
            List<JsonWritable> packages = new ArrayList<>();
            List<JsonWritable> relations = new ArrayList<>();
            packages.add(image(material));
            relations.add(relation("SPDXRef-DOCUMENT", "DESCRIBES", IMAGE));
            Map<String, String> ids = new HashMap<>();
            for (InstalledPackage each : material.packages()) {
                String id = "SPDXRef-Package-" + ids.size();
                ids.put(each.nevra().toString(), id);
                packages.add(rpm(id, each));
                relations.add(relation(IMAGE, "CONTAINS", id));
            }
            List<JsonWritable> files = new ArrayList<>();
            material.tree().entries().forEach((path, entry) -> {
                if (entry instanceof Entry.RegularFile file) {
                    String id = "SPDXRef-File-" + files.size();
                    files.add(file(id, path, file, material.reasons().get(path), sha1));
                    relations.add(relation(IMAGE, "CONTAINS", id));
                    if (file.origin() instanceof Origin.Package(String nevra) && ids.containsKey(nevra)) {
                        relations.add(relation(ids.get(nevra), "CONTAINS", id));
                    }
                }
            });
            out.objects("packages", packages).objects("files", files).objects("relationships", relations);
        };
    }

    private static JsonWritable image(Material material) {
        return out -> out.string("SPDXID", IMAGE).string("name", material.name()).string("versionInfo", material.image().toString())
                .string("downloadLocation", UNKNOWN).bool("filesAnalyzed", false).string("primaryPackagePurpose", "CONTAINER")
                .string("licenseConcluded", UNKNOWN).string("licenseDeclared", UNKNOWN).string("copyrightText", UNKNOWN);
    }

    private static JsonWritable rpm(String id, InstalledPackage each) {
        return out -> {
            out.string("SPDXID", id).string("name", each.nevra().name()).string("versionInfo", each.nevra().evr().toString());
            out.string("supplier", each.vendor().isEmpty() ? UNKNOWN : "Organization: " + each.vendor()).string("downloadLocation", UNKNOWN)
                    .bool("filesAnalyzed", false).string("homepage", each.url().isEmpty() ? null : each.url())
                    .string("sourceInfo", each.sourceRpm().isEmpty() ? null : "built from " + each.sourceRpm())
                    .string("summary", each.summary().isEmpty() ? null : each.summary())
                    .string("licenseConcluded", UNKNOWN).string("licenseDeclared", UNKNOWN)
                    .string("licenseComments", each.license().isEmpty() ? null : "the package says: " + each.license()).string("copyrightText", UNKNOWN)
                    .string("comment", each.reason());
            if (!each.sha256().isEmpty()) {
                out.objects("checksums", List.of(checksum("SHA256", each.sha256())));
            }
            JsonWritable purl = reference -> reference.string("referenceCategory", "PACKAGE-MANAGER").string("referenceType", "purl")
                    .string("referenceLocator", PackageUrl.of(each));
            out.objects("externalRefs", List.of(purl));
        };
    }

    private static JsonWritable file(String id, TreePath path, Entry.RegularFile file, Reason reason, Function<Content, String> sha1) {
        return out -> out.string("SPDXID", id).string("fileName", "." + ByteText.printable(path.toString()))
                .objects("checksums", List.of(checksum("SHA1", sha1.apply(file.content())), checksum("SHA256", file.content().sha256())))
                .string("licenseConcluded", UNKNOWN).strings("licenseInfoInFiles", List.of(UNKNOWN)).string("copyrightText", UNKNOWN)
                .string("comment", reason == null ? null : reason.toString());
    }

    private static JsonWritable checksum(String algorithm, String value) {
        return out -> out.string("algorithm", algorithm).string("checksumValue", value);
    }

    private static JsonWritable relation(String from, String type, String to) {
        return out -> out.string("spdxElementId", from).string("relationshipType", type).string("relatedSpdxElement", to);
    }
}
