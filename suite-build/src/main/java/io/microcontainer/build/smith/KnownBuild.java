package io.microcontainer.build.smith;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.oci.image.Index;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.cache.RecordText;
import io.microcontainer.build.image.ArchiveWriter;
import io.microcontainer.build.image.ImageArchive;
import io.microcontainer.build.overlay.Overlay;
import io.microcontainer.build.source.PlannedPackages;
import io.microcontainer.build.spec.SmithSpec;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Keeps what was built of what, so that a build of the same need not be done again: its archive is written out of the store, or left alone if it
 * is still the file that was written. The key holds all that the bytes of an image depend on: who builds, the specification, the packages
 * by checksum with their signatures found good, the user's own files, and the options.
 */
final class KnownBuild {

    /** Change whenever what is kept or how it is written changes. */
    private static final String BUILD = "build-1";
    private static final String FILE = "image-file-1";

    private final BuildRequest request;
    private final ContentStore store;
    private final String key;

    private KnownBuild(BuildRequest request, ContentStore store, String key) {
        this.request = request;
        this.store = store;
        this.key = key;
    }

    /**
     * @param program which program builds: another one may make another image of the same
     * @param spec    what was read of the specification
     * @param planned packages that files are chosen from
     * @param overlay files of the user's own
     * @return empty for a build of more than these
     */
    static Optional<KnownBuild> of(BuildRequest request, String program, ContentStore store, SmithSpec spec, List<PlannedPackages> planned, Overlay overlay) {
        if (!spec.parent().isEmpty() || spec.wantsDebugInformation()) {
            return Optional.empty();
        }
        var key = new StringBuilder(program).append('\n').append(request.version()).append('\n').append(request.sourceDateEpoch()).append('\n')
                .append(request.buildNumber()).append('\n').append(text(request.specification())).append('\n');
        for (PlannedPackages each : planned) {
            Optional<String> packages = each.source().settled(each.packages());
            if (packages.isEmpty()) {
                return Optional.empty();
            }
            key.append(each.architecture()).append('\n').append(each.warnings()).append('\n').append(packages.get());
        }
        key.append(overlay.warnings()).append('\n');
        overlay.entries().forEach((path, entry) -> key.append(path).append('\0').append(entry.mode()).append(switch (entry) {
            case Entry.Directory _ -> "d";
            case Entry.Symlink link -> "l" + link.target();
            case Entry.RegularFile file -> "f" + file.content().sha256() + file.xattrs() + file.inode();
        }).append('\0'));
        return Optional.of(new KnownBuild(request, store, key.toString()));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new BuildException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** What was told of the build when it was done; its archive is there then. Empty if it was not done or the store lacks a part of it. */
    Optional<BuildReport> again() {
        Optional<byte[]> kept = store.record(BUILD, key);
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        try (var in = new DataInputStream(new ByteArrayInputStream(kept.get()))) {
            BuildReport report = report(in);
            // Two that are absent are not the same file.
            Optional<String> there = stamp();
            if (there.isPresent() && store.record(FILE, fileKey()).map(bytes -> new String(bytes, StandardCharsets.UTF_8)).equals(there)) {
                return Optional.of(report);
            }
            byte[] index = RecordText.read(in).getBytes(StandardCharsets.UTF_8);
            SortedMap<Digest, Content> blobs = new TreeMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                Digest digest = Digest.parse(RecordText.read(in));
                Optional<Content> content = store.find(digest.encoded(), in.readLong());
                if (content.isEmpty()) {
                    return Optional.empty();
                }
                blobs.put(digest, content.get());
            }
            request.progress().step("writing " + request.image());
            ArchiveWriter.write(JsonDocument.parse(index, "index").object(Index::read), blobs, request.image(), request.sourceDateEpoch());
            stamp().ifPresent(this::rememberFile);
            return Optional.of(report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps a build whose archive has just been written. */
    void remember(BuildReport report, ImageArchive archive) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            write(out, report);
            RecordText.write(out, new String(JsonText.compact(archive.index()), StandardCharsets.UTF_8));
            out.writeInt(archive.blobs().size());
            for (Map.Entry<Digest, Content> each : archive.blobs().entrySet()) {
                RecordText.write(out, each.getKey().toString());
                out.writeLong(each.getValue().size());
                if (store.find(each.getKey().encoded(), each.getValue().size()).isEmpty()) {
                    try (InputStream in = each.getValue().open()) {
                        store.put(in);
                    }
                }
            }
        } catch (IOException e) {
            throw new BuildException("cannot keep what was built in " + store.directory() + ": " + e.getMessage(), e);
        }
        store.remember(BUILD, key, bytes.toByteArray());
        stamp().ifPresent(this::rememberFile);
    }

    private void rememberFile(String stamp) {
        store.remember(FILE, fileKey(), stamp.getBytes(StandardCharsets.UTF_8));
    }

    private String fileKey() {
        return request.image().toString();
    }

    /** Which build wrote which file: nobody can change it and leave all of these as they are (inode(7): the time of the last status change). */
    private Optional<String> stamp() {
        try {
            return Optional.of(HexFormat.of().formatHex(Content.newSha256().digest(key.getBytes(StandardCharsets.UTF_8))) + " " + new TreeMap<>(
                    Files.readAttributes(request.image(), "unix:dev,ino,size,mode,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS)));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static void write(DataOutputStream out, BuildReport report) throws IOException {
        RecordText.write(out, report.digest());
        out.writeInt(report.platforms().size());
        for (BuildReport.Image each : report.platforms()) {
            RecordText.write(out, each.platform());
            RecordText.write(out, each.digest());
            out.writeLong(each.files());
            out.writeInt(each.packages());
            write(out, each.warnings());
            write(out, each.findings());
        }
    }

    private static BuildReport report(DataInputStream in) throws IOException {
        String digest = RecordText.read(in);
        List<BuildReport.Image> platforms = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            platforms.add(new BuildReport.Image(RecordText.read(in), RecordText.read(in), in.readLong(), in.readInt(), texts(in), texts(in)));
        }
        return new BuildReport(digest, platforms, Optional.empty());
    }

    private static void write(DataOutputStream out, List<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            RecordText.write(out, text);
        }
    }

    private static List<String> texts(DataInputStream in) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            texts.add(RecordText.read(in));
        }
        return texts;
    }
}
