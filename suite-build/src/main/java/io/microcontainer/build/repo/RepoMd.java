package io.microcontainer.build.repo;

import io.microcontainer.build.fetch.Checksum;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code repodata/repomd.xml}: which metadata files a repository has.
 *
 * @param data by type, such as {@code primary} and {@code filelists}
 */
record RepoMd(Map<String, Data> data) {

    private static final long LIMIT = 4 << 20;

    /**
     * One metadata file.
     *
     * @param href     relative to the repository or to {@code base}
     * @param base     {@code xml:base}, or null
     * @param size     bytes as it is stored, -1 if not given
     * @param openSize bytes unpacked, -1 if not given
     */
    record Data(String href, String base, Checksum checksum, long size, long openSize) {
    }

    static RepoMd read(Path file, String what) {
        Map<String, Data> data = new HashMap<>();
        try (MetadataXml xml = MetadataXml.open(file, what, LIMIT)) {
            String root = xml.nextElement();
            if (!"repomd".equals(root)) {
                throw xml.bad("is no repository metadata: it begins with <" + root + ">");
            }
            for (String name = xml.nextElement(); name != null; name = xml.nextElement()) {
                if (name.equals("data")) {
                    String type = xml.required("type");
                    readData(xml, type).ifPresent(found -> data.put(type, found));
                }
            }
        }
        return new RepoMd(data);
    }

    /** Of the types that are not read here nothing is looked at, whatever checksums they use. */
    private static Optional<Data> readData(MetadataXml xml, String type) {
        boolean wanted = type.equals("primary") || type.equals("filelists") || type.equals("modules");
        String href = null;
        String base = null;
        Checksum checksum = null;
        long size = -1;
        long openSize = -1;
        for (String name = xml.nextElementIn("data"); name != null; name = xml.nextElementIn("data")) {
            switch (wanted ? name : "") {
                case "location" -> {
                    href = xml.required("href");
                    base = xml.base();
                }
                case "checksum" -> checksum = xml.checksum();
                case "size" -> size = xml.size(xml.text());
                case "open-size" -> openSize = xml.size(xml.text());
                default -> { }
            }
        }
        if (!wanted) {
            return Optional.empty();
        }
        if (href == null || checksum == null) {
            throw xml.bad("lists " + type + " without " + (href == null ? "a location" : "a checksum"));
        }
        return Optional.of(new Data(href, base, checksum, size, openSize));
    }
}
