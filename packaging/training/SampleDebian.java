import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Makes the apt repository of a training run: two packages, a list of them, and a Release file with its signature. */
final class SampleDebian {

    private SampleDebian() {
    }

    static void make(Path directory, Path program, Path library, SampleKey key) throws Exception {
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        Path binaries = Files.createDirectories(directory.resolve("dists/stable/main/binary-" + architecture));
        String list = add(directory, "sample-program", "Depends: libsample (>= 1), libsample | libother\n", architecture, program, "usr/bin/sample")
                + add(directory, "libsample", "Provides: libsample-abi\nConflicts: libother (<< 2)\n", architecture, library, "usr/lib/libsample.so.1",
                        "usr/lib/ld-sample.so.1", "usr/share/sample/data")
                + add(directory, "base-files", "", architecture, program, "etc/sample");
        Path packages = binaries.resolve("Packages.xz");
        Files.write(packages, xz(list.getBytes(StandardCharsets.UTF_8)));
        String release = "Origin: sample\nSuite: stable\nCodename: stable\nDate: "
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)) + "\nArchitectures: " + architecture
                + "\nComponents: main\nSHA256:\n " + sha256(Files.readAllBytes(packages)) + " " + Files.size(packages) + " main/binary-" + architecture
                + "/Packages.xz\n";
        Files.writeString(directory.resolve("dists/stable/InRelease"), key.clearSign(release));
    }

    private static String add(Path directory, String name, String fields, String architecture, Path content, String... paths)
            throws Exception {
        String control = "Package: " + name + "\nVersion: 1:1.0-1\nArchitecture: " + architecture + "\nMaintainer: sample <sample@localhost>\n"
                + "Priority: optional\n" + fields + "Description: sample\n long text\n";
        var bytes = new ByteArrayOutputStream();
        try (var ar = new ArArchiveOutputStream(bytes)) {
            member(ar, "debian-binary", "2.0\n".getBytes(StandardCharsets.US_ASCII));
            member(ar, "control.tar.xz", xz(tar(control.getBytes(StandardCharsets.UTF_8), "control")));
            member(ar, "data.tar.xz", xz(tar(Files.readAllBytes(content), paths)));
        }
        Path file = directory.resolve("pool/" + name + "_1.0-1_" + architecture + ".deb");
        Files.createDirectories(file.getParent());
        Files.write(file, bytes.toByteArray());
        return control.stripTrailing() + "\nFilename: " + directory.relativize(file) + "\nSize: " + bytes.size() + "\nSHA256: " + sha256(bytes.toByteArray())
                + "\n\n";
    }

    private static void member(ArArchiveOutputStream ar, String name, byte[] bytes) throws IOException {
        ar.putArchiveEntry(new ArArchiveEntry(name, bytes.length));
        ar.write(bytes);
        ar.closeArchiveEntry();
    }

    private static byte[] tar(byte[] bytes, String... names) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(out)) {
            for (String name : names) {
                var entry = new TarArchiveEntry("./" + name);
                entry.setSize(bytes.length);
                entry.setMode(0755);
                tar.putArchiveEntry(entry);
                tar.write(bytes);
                tar.closeArchiveEntry();
            }
        }
        return out.toByteArray();
    }

    private static byte[] xz(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (OutputStream xz = new XZOutputStream(out, new LZMA2Options())) {
            xz.write(bytes);
        }
        return out.toByteArray();
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
