package io.microcontainer.build.rpm;

import io.microcontainer.build.rpm.RpmPackage.Payload;
import io.microcontainer.build.rpm.RpmPackage.Signature;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;

/** Turns a package's main header into {@link RpmPackage}. */
final class HeaderModel {

    private final HeaderSection header;

    HeaderModel(HeaderSection header) {
        this.header = header;
    }

    RpmPackage build(Path file, int leadVersion, List<Signature> signatures, Payload payload) {
        var evr = new Evr(header.number(RpmTag.EPOCH, 0), required(RpmTag.VERSION, "version"), required(RpmTag.RELEASE, "release"));
        var nevra = new Nevra(required(RpmTag.NAME, "name"), evr, required(RpmTag.ARCH, "architecture"));
        int format = (int) header.number(RpmTag.RPMFORMAT, header.has(RpmTag.HEADERIMMUTABLE) ? 4 : leadVersion);
        if (format != 3 && format != 4 && format != 6) {
            throw new MalformedRpm("it is of package format " + format + "; 3, 4 and 6 are known");
        }
        long algorithm = header.number(RpmTag.FILEDIGESTALGO, DigestAlgorithm.MD5.number());
        return new RpmPackage(file, format, nevra, header.has(RpmTag.EPOCH), text(RpmTag.SUMMARY), text(RpmTag.LICENSE),
                text(RpmTag.VENDOR), text(RpmTag.URL), text(RpmTag.OS), text(RpmTag.SOURCERPM), header.number(RpmTag.BUILDTIME, 0),
                header.number(RpmTag.LONGSIZE, header.number(RpmTag.SIZE, 0)),
                relations(RpmTag.PROVIDENAME, RpmTag.PROVIDEFLAGS, RpmTag.PROVIDEVERSION),
                relations(RpmTag.REQUIRENAME, RpmTag.REQUIREFLAGS, RpmTag.REQUIREVERSION),
                relations(RpmTag.CONFLICTNAME, RpmTag.CONFLICTFLAGS, RpmTag.CONFLICTVERSION),
                relations(RpmTag.OBSOLETENAME, RpmTag.OBSOLETEFLAGS, RpmTag.OBSOLETEVERSION),
                relations(RpmTag.RECOMMENDNAME, RpmTag.RECOMMENDFLAGS, RpmTag.RECOMMENDVERSION),
                relations(RpmTag.SUGGESTNAME, RpmTag.SUGGESTFLAGS, RpmTag.SUGGESTVERSION),
                relations(RpmTag.SUPPLEMENTNAME, RpmTag.SUPPLEMENTFLAGS, RpmTag.SUPPLEMENTVERSION),
                relations(RpmTag.ENHANCENAME, RpmTag.ENHANCEFLAGS, RpmTag.ENHANCEVERSION),
                files(), DigestAlgorithm.of(algorithm), signatures, payload);
    }

    private String required(int tag, String what) {
        String value = header.string(tag);
        if (value == null || value.isEmpty()) {
            throw new MalformedRpm("its header gives no " + what);
        }
        if (value.indexOf('/') >= 0 || value.chars().anyMatch(c -> c <= ' ')) {
            throw new MalformedRpm("its header gives the " + what + " \"" + value + "\", which has a slash, blank or control character");
        }
        return value;
    }

    private String text(int tag) {
        String value = header.string(tag);
        return value == null ? "" : value;
    }

    private List<Relation> relations(int nameTag, int flagsTag, int versionTag) {
        List<String> names = header.strings(nameTag);
        List<String> versions = header.strings(versionTag);
        long[] flags = header.numbers(flagsTag);
        // Packages of format 3 may leave out flags and versions where no dependency has any.
        if (!versions.isEmpty() || flags.length > 0) {
            sameCount(names.size(), versions.size(), versionTag);
            sameCount(names.size(), flags.length, flagsTag);
        }
        var relations = new ArrayList<Relation>(names.size());
        for (int i = 0; i < names.size(); i++) {
            int sense = flags.length == 0 ? 0 : (int) flags[i];
            String version = versions.isEmpty() ? "" : versions.get(i);
            try {
                relations.add(version.isEmpty() ? new Relation(names.get(i), sense & ~Relation.COMPARISON, null)
                        : new Relation(names.get(i), sense, Evr.parse(version)));
            } catch (IllegalArgumentException e) {
                throw new MalformedRpm("its dependency " + names.get(i) + " has a wrong version: " + e.getMessage(), e);
            }
        }
        return relations;
    }

    private static void sameCount(int expected, int actual, int tag) {
        if (expected != actual) {
            throw new MalformedRpm("tag " + tag + " has " + actual + " values where " + expected + " belong");
        }
    }

    private List<RpmFile> files() {
        List<String> paths = paths();
        int count = paths.size();
        if (count == 0) {
            return List.of();
        }
        long[] sizes = numbers(header.has(RpmTag.LONGFILESIZES) ? RpmTag.LONGFILESIZES : RpmTag.FILESIZES, count, false);
        long[] modes = numbers(RpmTag.FILEMODES, count, false);
        long[] rdevs = numbers(RpmTag.FILERDEVS, count, true);
        long[] times = numbers(RpmTag.FILEMTIMES, count, true);
        long[] flags = numbers(RpmTag.FILEFLAGS, count, true);
        long[] devices = numbers(RpmTag.FILEDEVICES, count, true);
        long[] inodes = header.has(RpmTag.FILEINODES) ? numbers(RpmTag.FILEINODES, count, false) : LongStream.range(0, count).toArray();
        List<String> digests = texts(RpmTag.FILEDIGESTS, count);
        List<String> links = texts(RpmTag.FILELINKTOS, count);
        List<String> users = texts(RpmTag.FILEUSERNAME, count);
        List<String> groups = texts(RpmTag.FILEGROUPNAME, count);
        List<String> capabilities = texts(RpmTag.FILECAPS, count);
        var files = new ArrayList<RpmFile>(count);
        for (int i = 0; i < count; i++) {
            if (sizes[i] < 0) {
                throw new MalformedRpm("file " + paths.get(i) + " claims a size of " + Long.toUnsignedString(sizes[i]) + " bytes");
            }
            files.add(new RpmFile(i, paths.get(i), (int) modes[i], sizes[i], digests.get(i), links.get(i), (int) flags[i], (int) rdevs[i],
                    (int) devices[i], (int) inodes[i], times[i], users.get(i), groups.get(i), capabilities.get(i)));
        }
        return files;
    }

    private long[] numbers(int tag, int count, boolean optional) {
        if (optional && !header.has(tag)) {
            return new long[count];
        }
        long[] values = header.numbers(tag);
        sameCount(count, values.length, tag);
        return values;
    }

    private List<String> texts(int tag, int count) {
        if (!header.has(tag)) {
            return Collections.nCopies(count, "");
        }
        List<String> values = header.strings(tag);
        sameCount(count, values.size(), tag);
        return values;
    }

    private List<String> paths() {
        List<String> names = header.strings(RpmTag.BASENAMES);
        if (names.isEmpty()) {
            List<String> old = header.strings(RpmTag.OLDFILENAMES);
            old.forEach(path -> checkPath(path, path.startsWith("/")));
            return old;
        }
        List<String> directories = header.strings(RpmTag.DIRNAMES);
        directories.forEach(path -> checkPath(path, path.startsWith("/") && path.endsWith("/")));
        long[] indexes = numbers(RpmTag.DIRINDEXES, names.size(), false);
        var paths = new ArrayList<String>(names.size());
        for (int i = 0; i < names.size(); i++) {
            if (indexes[i] >= directories.size()) {
                throw new MalformedRpm("file " + names.get(i) + " is in directory number " + indexes[i] + " of " + directories.size());
            }
            String directory = directories.get((int) indexes[i]);
            String name = names.get(i);
            checkPath(directory + name, !name.contains("/") && (!name.isEmpty() || directory.equals("/")));
            paths.add(directory + name);
        }
        return paths;
    }

    private static void checkPath(String path, boolean wellFormed) {
        if (!wellFormed || path.contains("//") || (path + "/").contains("/../") || (path + "/").contains("/./")) {
            throw new MalformedRpm("the path \"" + path + "\" is not absolute and plain");
        }
    }
}
