package io.microcontainer.build.repo;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.deb.ControlFile;
import io.microcontainer.build.fetch.Checksum;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A Release file: the index files of an apt repository by name, with their SHA-256.
 *
 * @param files      by path relative to the Release file
 * @param byHash     whether index files can be fetched by their checksum
 */
record ReleaseFile(Map<String, Listed> files, boolean byHash) {

    /** RFC 1123's times with the name of the zone: UTC. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss z", Locale.ROOT);

    /** One index file. */
    record Listed(Checksum checksum, long size) {
    }

    /**
     * Reads the text, whose signature has been checked.
     *
     * @throws BuildException if it is none or has expired
     */
    static ReleaseFile parse(String text, String what, Instant now) {
        Map<String, String> fields;
        try {
            fields = new ControlFile(new BufferedReader(new StringReader(text))).next();
        } catch (IOException e) {
            throw new BuildException(what + " cannot be read: " + e.getMessage(), e);
        }
        if (fields == null || !fields.containsKey("sha256")) {
            throw new BuildException(what + " is no Release file with SHA-256 checksums");
        }
        String end = fields.get("valid-until");
        try {
            if (end != null && ZonedDateTime.parse(end, TIME).toInstant().isBefore(now)) {
                throw new BuildException(what + " was valid until " + end + ": the mirror is old, or somebody keeps new packages from you");
            }
        } catch (DateTimeParseException e) {
            throw new BuildException(what + " says that it is valid until " + end + ", which is no time", e);
        }
        Map<String, Listed> files = new HashMap<>();
        for (String line : fields.get("sha256").split("\n")) {
            String[] parts = line.strip().split("\\s+");
            if (parts.length == 3 && parts[1].matches("[0-9]{1,15}")) {
                try {
                    files.put(parts[2], new Listed(Checksum.of("sha256", parts[0]), Long.parseLong(parts[1])));
                } catch (IllegalArgumentException e) {
                    throw new BuildException(what + " has a wrong line: " + e.getMessage(), e);
                }
            }
        }
        return new ReleaseFile(Map.copyOf(files), "yes".equals(fields.get("acquire-by-hash")));
    }
}
