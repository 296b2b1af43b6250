package io.microcontainer.build.repo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code filelists.xml}, which can have many millions of paths, for who holds a few of them. */
final class FilelistsReader {

    private final MetadataXml xml;
    private final Set<String> wanted;

    /** @param wanted absolute paths */
    FilelistsReader(MetadataXml xml, Set<String> wanted) {
        this.xml = xml;
        this.wanted = wanted;
    }

    /** The {@code pkgid} of the packages that hold a path, by path. */
    Map<String, List<String>> read() {
        Map<String, List<String>> holders = new HashMap<>();
        String root = xml.nextElement();
        if (!"filelists".equals(root)) {
            throw xml.bad("is no list of files: it begins with <" + root + ">");
        }
        String current = null;
        for (String element = xml.nextElement(); element != null; element = xml.nextElement()) {
            if (element.equals("package")) {
                current = xml.required("pkgid");
            } else if (element.equals("file") && current != null) {
                String path = xml.text();
                if (wanted.contains(path)) {
                    holders.computeIfAbsent(path, _ -> new ArrayList<>()).add(current);
                }
            }
        }
        return holders;
    }
}
