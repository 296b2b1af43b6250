package io.microcontainer.build.lock;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonException;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonLimits;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.fetch.Checksum;
import io.microcontainer.build.fetch.SafeUri;
import io.microcontainer.build.packages.ResolvedPackage;
import io.microcontainer.build.rpm.Evr;
import io.microcontainer.build.rpm.Nevra;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The packages that a request was resolved to, for each architecture. Kept beside smith.yaml and meant for version control: sorted, one
 * package after another, without credentials, and with paths relative to its own directory.
 *
 * @param request  digest of what was asked for; a lock file is of use for just this
 * @param packages by architecture
 */
public record LockFile(String request, SortedMap<String, List<ResolvedPackage>> packages) {

    /** Its name. */
    public static final String NAME = "smith.lock";

    private static final int VERSION = 1;
    private static final int MAX_BYTES = 64 << 20;

    public LockFile {
        packages = Collections.unmodifiableSortedMap(new TreeMap<>(packages));
    }

    /** Reads a lock file; empty if there is none. */
    public static Optional<LockFile> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(Files.readAllBytes(file), file));
        } catch (IOException | JsonException | IllegalArgumentException e) {
            throw new BuildException("the lock file " + file + " cannot be used: " + e.getMessage() + "; run smith update to make it anew", e);
        }
    }

    private static LockFile parse(byte[] bytes, Path file) {
        return JsonDocument.parse(bytes, file.toString(), JsonLimits.DEFAULT.withMaxBytes(MAX_BYTES)).object(in -> {
            int version = in.requiredInt32("version");
            if (version != VERSION) {
                throw new IllegalArgumentException("it is of version " + version + ", expected " + VERSION);
            }
            Path directory = file.getParent();
            return new LockFile(in.requiredString("request"), new TreeMap<>(in.objectMap("architectures",
                    each -> each.objects("packages", found -> read(found, directory)))));
        });
    }

    private static ResolvedPackage read(JsonObject in, Path directory) {
        String location = in.requiredString("location");
        Evr evr = location.endsWith(".deb") ? Evr.parseDebian(in.requiredString("version")) : Evr.parse(in.requiredString("version"));
        String checksum = in.string("checksum");
        int colon = checksum == null ? -1 : checksum.indexOf(':');
        return new ResolvedPackage(new Nevra(in.requiredString("name"), evr, in.requiredString("arch")),
                colon < 0 ? Optional.empty() : Optional.of(Checksum.of(checksum.substring(0, colon), checksum.substring(colon + 1))),
                in.int64("size", -1), List.of(place(location, directory)), in.requiredString("repository"),
                in.requiredString("reason"));
    }

    private static URI place(String text, Path directory) {
        return text.matches("https?://.*") ? URI.create(text) : directory.resolve(text).normalize().toUri();
    }

    /** Writes it, whole or not at all. */
    public void write(Path file) {
        Path directory = file.getParent();
        JsonWritable document = out -> out.number("version", VERSION).string("request", request).objectMap("architectures", documents(directory));
        try {
            Path temporary = Files.createTempFile(directory, ".smith", ".lock");
            try {
                Files.write(temporary, JsonText.pretty(document));
                Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new BuildException("cannot write the lock file " + file + ": " + e.getMessage(), e);
        }
    }

    private SortedMap<String, JsonWritable> documents(Path directory) {
        SortedMap<String, JsonWritable> out = new TreeMap<>();
        packages.forEach((architecture, found) -> out.put(architecture,
                json -> json.objects("packages", found.stream().map(each -> (JsonWritable) fields -> write(fields, each, directory)).toList())));
        return out;
    }

    private static void write(JsonFields out, ResolvedPackage found, Path directory) {
        URI place = found.places().getFirst();
        out.string("name", found.nevra().name()).string("version", found.nevra().evr().toString()).string("arch", found.nevra().arch())
                .string("checksum", found.checksum().map(Checksum::toString).orElse(null)).number("size", found.size())
                .string("location", place.getScheme().equals("file") ? relative(Path.of(place), directory) : SafeUri.show(place))
                .string("repository", found.repository()).string("reason", found.reason());
    }

    private static String relative(Path file, Path directory) {
        return file.startsWith(directory) ? directory.relativize(file).toString() : file.toString();
    }

    /** What differs between the packages of an older lock file and of this one, a line each: {@code + new}, {@code - gone}, {@code  old -> new}. */
    public List<String> changesSince(Optional<LockFile> older) {
        List<String> out = new ArrayList<>();
        packages.forEach((architecture, found) -> {
            SortedMap<String, Nevra> before = byName(older.map(each -> each.packages.getOrDefault(architecture, List.of())).orElse(List.of()));
            SortedMap<String, Nevra> now = byName(found);
            var names = new TreeSet<>(before.keySet());
            names.addAll(now.keySet());
            for (String name : names) {
                Nevra old = before.get(name);
                Nevra current = now.get(name);
                if (old == null) {
                    out.add("+ " + current);
                } else if (current == null) {
                    out.add("- " + old);
                } else if (!old.equals(current)) {
                    out.add("  " + old + " -> " + current.evr());
                }
            }
        });
        return List.copyOf(out);
    }

    private static SortedMap<String, Nevra> byName(List<ResolvedPackage> packages) {
        SortedMap<String, Nevra> out = new TreeMap<>();
        packages.forEach(each -> out.put(each.nevra().name() + "." + each.nevra().arch(), each.nevra()));
        return out;
    }
}
