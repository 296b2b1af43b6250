package io.microcontainer.build.rpm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.build.tree.ByteText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Headers beside {@code rpm -qp --qf}, payloads beside {@code rpm2archive}. */
class RpmReaderTest {

    private static final Map<String, String> PAYLOADS = new TreeMap<>(Map.of("none", "w.ufdio", "gzip", "w6.gzdio", "bzip2", "w9.bzdio",
            "xz", "w2.xzdio", "lzma", "w2.lzdio", "zstd", "w3.zstdio"));

    @TempDir
    static Path directory;
    private static final List<Path> BUILT = new ArrayList<>();

    @BeforeAll
    static void build() throws IOException {
        for (var payload : PAYLOADS.entrySet()) {
            Path own = Files.createDirectory(directory.resolve(payload.getKey()));
            BUILT.add(RpmSamples.build(own, payload.getKey(), payload.getValue()));
        }
    }

    static Stream<Path> packages() {
        return Stream.concat(BUILT.stream(), RpmSamples.shared().stream());
    }

    @ParameterizedTest
    @MethodSource("packages")
    void headerIsWhatRpmSays(Path file) {
        RpmPackage rpm = new RpmReader().read(file);
        String none = "(none)";
        assertEquals(query(file, "%{NAME}|%{EPOCH}|%{VERSION}|%{RELEASE}|%{ARCH}|%{OS}|%{SUMMARY}|%{LICENSE}|%{VENDOR}|%{URL}|%{SOURCERPM}"
                + "|%{BUILDTIME}|%{LONGSIZE}|%{NEVRA}"),
                String.join("|", rpm.nevra().name(), rpm.hasEpoch() ? rpm.nevra().evr().epoch() + "" : none, rpm.nevra().evr().version(),
                        rpm.nevra().evr().release(), rpm.nevra().arch(), rpm.os(), rpm.summary(), rpm.license(),
                        rpm.vendor().isEmpty() ? none : rpm.vendor(), rpm.url().isEmpty() ? none : rpm.url(), rpm.sourceRpm(),
                        rpm.buildTime() + "", rpm.size() + "", rpm.nevra().toString()));
        assertEquals(query(file, "%{PAYLOADFORMAT}|%{PAYLOADCOMPRESSOR}"),
                rpm.payload().format() + "|" + (rpm.payload().compressor().equals("none") ? none : rpm.payload().compressor()));
        assertEquals(rpm.files().isEmpty() || query(file, "%{FILEDIGESTALGO}").equals(none) ? rpm.fileDigests().number() + ""
                : query(file, "%{FILEDIGESTALGO}"), rpm.fileDigests().number() + "");
        relations(file, Map.of("PROVIDE", rpm.provides(), "REQUIRE", rpm.requires(), "CONFLICT", rpm.conflicts(), "OBSOLETE", rpm.obsoletes(),
                "RECOMMEND", rpm.recommends(), "SUGGEST", rpm.suggests(), "SUPPLEMENT", rpm.supplements(), "ENHANCE", rpm.enhances()));
    }

    @ParameterizedTest
    @MethodSource("packages")
    void filesAreWhatRpmSays(Path file) {
        RpmPackage rpm = new RpmReader().read(file);
        var ours = new StringBuilder();
        for (RpmFile f : rpm.files()) {
            ours.append(String.join("\t", f.path(), f.mode() + "", f.size() + "", f.digest(), f.linkTo(), f.flags() + "", f.rdev() + "",
                    f.device() + "", Integer.toUnsignedString(f.inode()), f.modified() + "", f.user(), f.group(), f.capabilities())).append('\n');
        }
        assertEquals(query(file, "[%{FILENAMES}\\t%{FILEMODES}\\t%{LONGFILESIZES}\\t%{FILEDIGESTS}\\t%{FILELINKTOS}\\t%{FILEFLAGS}\\t%{FILERDEVS}"
                + "\\t%{FILEDEVICES}\\t%{FILEINODES}\\t%{FILEMTIMES}\\t%{FILEUSERNAME}\\t%{FILEGROUPNAME}\\t%{FILECAPS}\\n]").replace("(none)", ""),
                ours.toString());
    }

    @ParameterizedTest
    @MethodSource("packages")
    void payloadIsWhatRpmUnpacks(Path file) throws IOException {
        RpmPackage rpm = new RpmReader().read(file);
        Map<String, String> ours = new TreeMap<>();
        new RpmReader().readPayload(rpm, (names, content) -> {
            String hex = sha256(content.readAllBytes());
            names.forEach(name -> assertEquals(null, ours.put(asTar(name.path()), hex)));
        });
        assertEquals(unpackedByRpm(file), ours);
    }

    @Test
    void hardLinksShareOneContent() {
        for (Path file : BUILT) {
            RpmPackage rpm = new RpmReader().read(file);
            var groups = new ArrayList<List<String>>();
            new RpmReader().readPayload(rpm, (names, _) -> groups.add(names.stream().map(RpmFile::path).toList()));
            assertTrue(groups.contains(List.of("/opt/sample/a", "/opt/sample/b", "/opt/sample/sub/c")), groups::toString);
        }
    }

    @Test
    void namesThatAreNoUtf8AreKept() {
        RpmPackage rpm = new RpmReader().read(BUILT.getFirst());
        assertTrue(rpm.files().stream().anyMatch(file -> file.path().equals(ByteText.decode(new byte[] {'/', 'o', 'p', 't', '/', 's', 'a', 'm', 'p', 'l', 'e',
                '/', 'l', 'a', 't', 'i', 'n', (byte) 0xe9}))));
    }

    @Test
    void formatSixIsKnown() {
        List<Path> six = RpmSamples.shared().stream().filter(file -> file.getParent().endsWith("rpm6")).toList();
        for (Path file : six) {
            RpmPackage rpm = new RpmReader().read(file);
            assertEquals(6, rpm.format());
            assertEquals(List.of("PAYLOADDIGEST", "PAYLOADSHA512", "PAYLOADSHA3_256"),
                    rpm.payload().digests().stream().map(RpmPackage.ExpectedDigest::tag).toList());
        }
    }

    private static void relations(Path file, Map<String, List<Relation>> ours) {
        var format = new StringBuilder();
        for (String tag : ours.keySet()) {
            format.append("[" + tag + "\\t%{" + tag + "NAME}\\t%{" + tag + "FLAGS}\\t%{" + tag + "VERSION}\\n]");
        }
        Map<String, List<Relation>> theirs = new TreeMap<>();
        ours.keySet().forEach(tag -> theirs.put(tag, new ArrayList<>()));
        for (String line : query(file, format.toString()).lines().toList()) {
            String[] parts = line.split("\t", -1);
            if (!parts[1].equals("(none)")) {
                theirs.get(parts[0]).add(new Relation(parts[1], Integer.parseUnsignedInt(parts[2]), parts[3].isEmpty() ? null : Evr.parse(parts[3])));
            }
        }
        assertEquals(theirs, new TreeMap<>(ours));
    }

    private static String query(Path file, String format) {
        byte[] out = Peer.run(List.of("rpm", "-qp", "--nosignature", "--qf", format, file.toString()));
        return ByteText.decode(out);
    }

    private static Map<String, String> unpackedByRpm(Path file) throws IOException {
        var builder = new ProcessBuilder("rpm2archive", "-n", "-").redirectInput(file.toFile());
        var process = builder.start();
        var bytes = new ByteArrayOutputStream();
        process.getInputStream().transferTo(bytes);
        Map<String, String> contents = new TreeMap<>();
        try (var tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes.toByteArray()), "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = entry.getName().substring(1);
                if (entry.isLink()) {
                    contents.put(name, contents.get(entry.getLinkName().substring(1)));
                } else if (entry.isFile() && !entry.isSymbolicLink() && !entry.isCharacterDevice()) {
                    contents.put(name, sha256(tar.readAllBytes()));
                }
            }
        }
        return contents;
    }

    private static String sha256(byte[] content) {
        return HexFormat.of().formatHex(DigestAlgorithm.SHA256.start().digest(content));
    }

    /** The archive names what is no UTF-8 in a PAX header of the charset BINARY, of which the library makes U+FFFD. */
    private static String asTar(String path) {
        return path.replaceAll("[\\x{dc80}-\\x{dcff}]", "\ufffd");
    }
}
