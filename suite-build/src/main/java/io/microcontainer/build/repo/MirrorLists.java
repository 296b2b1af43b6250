package io.microcontainer.build.repo;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.fetch.Checksum;
import io.microcontainer.build.fetch.SafeUri;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads the lists of mirrors that repositories publish. */
final class MirrorLists {

    /** Most bytes of a list. */
    static final long LIMIT = 4 << 20;

    private static final String REPOMD = "repodata/repomd.xml";
    private static final int MOST_MIRRORS = 200;

    /**
     * What a list says.
     *
     * @param bases    the repositories, the best first
     * @param checksum of their repomd.xml, where the list states it
     */
    record Mirrors(List<URI> bases, Optional<Checksum> checksum) {
    }

    private record Listed(URI base, int preference) {
    }

    private MirrorLists() {
    }

    /** Reads a list of either kind: one URL a line, or a metalink. Servers give what they were not asked for. */
    static Mirrors read(Path file, String what) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new BuildException(what + " cannot be read: " + e.getMessage(), e);
        }
        Mirrors mirrors = text.stripLeading().startsWith("<") ? metaLink(file, what) : lines(text);
        if (mirrors.bases().isEmpty()) {
            throw new BuildException(what + " names no mirror that can be used");
        }
        return mirrors;
    }

    private static Mirrors lines(String text) {
        List<URI> bases = text.lines().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(MirrorLists::base).flatMap(Optional::stream).limit(MOST_MIRRORS).toList();
        return new Mirrors(bases, Optional.empty());
    }

    /** RFC 5854's elder, metalink 3: of the file repomd.xml the checksum of greatest length and the URLs by preference. */
    private static Mirrors metaLink(Path file, String what) {
        List<Listed> listed = new ArrayList<>();
        Checksum best = null;
        try (MetadataXml xml = MetadataXml.open(file, what, LIMIT)) {
            if (!"metalink".equals(xml.nextElement())) {
                throw xml.bad("is neither a metalink nor a list of URLs");
            }
            boolean inFile = false;
            boolean old = false;
            for (String element = xml.nextElement(); element != null; element = xml.nextElement()) {
                switch (element) {
                    case "file" -> inFile = "repomd.xml".equals(xml.attribute("name"));
                    case "alternates" -> old = true;
                    case "resources" -> old = false;
                    case "hash" -> {
                        Checksum checksum = inFile && !old ? hash(xml) : null;
                        if (checksum != null && (best == null || checksum.hex().length() > best.hex().length())) {
                            best = checksum;
                        }
                    }
                    case "url" -> {
                        int preference = number(xml.attribute("preference"));
                        String url = xml.text();
                        if (inFile && url.endsWith(REPOMD) && listed.size() < MOST_MIRRORS) {
                            base(url.substring(0, url.length() - REPOMD.length())).ifPresent(base -> listed.add(new Listed(base, preference)));
                        }
                    }
                    default -> { }
                }
            }
        }
        // Encrypted ways first where the list does not care.
        listed.sort(Comparator.comparingInt((Listed each) -> -each.preference()).thenComparing(each -> !each.base().getScheme().equals("https")));
        return new Mirrors(listed.stream().map(Listed::base).toList(), Optional.ofNullable(best));
    }

    private static Checksum hash(MetadataXml xml) {
        String type = String.valueOf(xml.attribute("type"));
        try {
            return Checksum.of(type, xml.text());
        } catch (IllegalArgumentException _) {
            // MD5 stands there for older tools.
            return null;
        }
    }

    private static int number(String text) {
        return text != null && text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
    }

    /** Of rsync and ftp mirrors nothing can be fetched. */
    private static Optional<URI> base(String text) {
        try {
            URI uri = URI.create(text.endsWith("/") ? text : text + "/");
            boolean http = uri.getScheme() != null && uri.getScheme().matches("https?") && uri.getHost() != null;
            return http ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new BuildException("a list of mirrors has \"" + SafeUri.show(text) + "\", which is no URL", e);
        }
    }
}
