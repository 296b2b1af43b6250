package io.microcontainer.build.repo;

import io.microcontainer.build.fetch.Checksum;
import io.microcontainer.build.rpm.Evr;
import io.microcontainer.build.rpm.Nevra;
import io.microcontainer.build.rpm.Relation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code primary.xml} into packages by their checksum, in the order of the file. */
final class PrimaryReader {

    private final MetadataXml xml;
    private final String repository;
    /** The same names and versions occur many thousand times. */
    private final Map<String, String> strings = new HashMap<>();

    PrimaryReader(MetadataXml xml, String repository) {
        this.xml = xml;
        this.repository = repository;
    }

    /** All packages by {@code pkgid}, which {@code filelists.xml} refers to. */
    Map<String, PackageMetadata> read() {
        Map<String, PackageMetadata> packages = new LinkedHashMap<>();
        String root = xml.nextElement();
        if (!"metadata".equals(root)) {
            throw xml.bad("is no primary metadata: it begins with <" + root + ">");
        }
        for (String element = xml.nextElement(); element != null; element = xml.nextElement()) {
            if (element.equals("package") && "rpm".equals(xml.attribute("type"))) {
                PackageMetadata found = readPackage();
                packages.put(found.checksum().orElseThrow().hex(), found);
            }
        }
        return packages;
    }

    private PackageMetadata readPackage() {
        String name = null;
        String arch = null;
        Evr evr = null;
        Checksum checksum = null;
        long size = -1;
        String location = null;
        Map<String, List<Relation>> relations = new HashMap<>();
        List<String> files = new ArrayList<>();
        for (String element = xml.nextElementIn("package"); element != null; element = xml.nextElementIn("package")) {
            switch (element) {
                case "name" -> name = plain(xml.text());
                case "arch" -> arch = plain(xml.text());
                case "version" -> evr = evr();
                case "checksum" -> checksum = xml.checksum();
                case "size" -> size = xml.size(xml.required("package"));
                case "location" -> location = location(xml.required("href"), xml.base());
                case "provides", "requires", "conflicts", "obsoletes", "recommends", "supplements" -> relations.put(element, readRelations(element));
                case "file" -> files.add(shared(xml.text()));
                default -> { }
            }
        }
        if (name == null || arch == null || evr == null || checksum == null || location == null) {
            throw xml.bad("has a package " + (name == null ? "" : name + " ") + "without name, arch, version, checksum or location");
        }
        return new PackageMetadata(new Nevra(shared(name), evr, shared(arch)), relations.getOrDefault("provides", List.of()),
                relations.getOrDefault("requires", List.of()), relations.getOrDefault("conflicts", List.of()),
                relations.getOrDefault("obsoletes", List.of()), relations.getOrDefault("recommends", List.of()),
                relations.getOrDefault("supplements", List.of()), files, location, size, Optional.of(checksum), repository);
    }

    /** A base of its own stands where parts of a repository lie elsewhere. */
    private static String location(String href, String base) {
        return base == null || base.isEmpty() ? href : base + (base.endsWith("/") ? "" : "/") + href;
    }

    /** Names become file names and messages: nothing that could mislead there. */
    private String plain(String text) {
        if (text.isEmpty() || text.indexOf('/') >= 0 || text.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw xml.bad("has a package with the name or architecture \"" + text + "\"");
        }
        return text;
    }

    private List<Relation> readRelations(String parent) {
        var relations = new ArrayList<Relation>();
        for (String element = xml.nextElementIn(parent); element != null; element = xml.nextElementIn(parent)) {
            if (element.equals("entry")) {
                String name = shared(xml.required("name"));
                String flags = xml.attribute("flags");
                int pre = "1".equals(xml.attribute("pre")) ? Relation.PREREQ : 0;
                relations.add(flags == null ? new Relation(name, pre, null) : new Relation(name, pre | sense(flags), evr()));
            }
        }
        return relations;
    }

    private int sense(String flags) {
        return switch (flags) {
            case "LT" -> Relation.LESS;
            case "LE" -> Relation.LESS | Relation.EQUAL;
            case "EQ" -> Relation.EQUAL;
            case "GE" -> Relation.GREATER | Relation.EQUAL;
            case "GT" -> Relation.GREATER;
            default -> throw xml.bad("has the comparison \"" + flags + "\"");
        };
    }

    private Evr evr() {
        String epoch = xml.attribute("epoch");
        String release = xml.attribute("rel");
        try {
            return new Evr(epoch == null || epoch.isEmpty() ? 0 : Evr.parseEpoch(epoch), shared(xml.required("ver")),
                    release == null ? "" : shared(release));
        } catch (IllegalArgumentException e) {
            throw xml.bad("is not usable: " + e.getMessage());
        }
    }

    private String shared(String text) {
        return strings.computeIfAbsent(text, same -> same);
    }
}
