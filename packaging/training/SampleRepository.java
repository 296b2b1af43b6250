import com.github.luben.zstd.ZstdOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.bouncycastle.openpgp.PGPSignature;
import org.redline_rpm.Builder;
import org.redline_rpm.header.Architecture;
import org.redline_rpm.header.Os;
import org.redline_rpm.header.RpmType;

/**
 * Makes the repositories of a training run: {@code SampleRepository DIRECTORY PROGRAM LIBRARY}. The yum repository holds two packages, of which one needs
 * the other, with the given ELF files in them; below {@code debian} lies one of apt with the same. Both are signed by {@code key.asc}. No
 * tool of the host is needed.
 */
public final class SampleRepository {

    private record Sample(String name, String requires, Path file) {}

    private SampleRepository() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        Path program = Path.of(arguments[1]);
        Files.createDirectories(directory.resolve("repodata"));
        Path library = Path.of(arguments[2]);

        var samples = new Sample[] {
            make(directory, "sample-program", "libsample", program, "/usr/bin/sample"),
            make(directory, "libsample", "", library, "/usr/lib/libsample.so.1", "/usr/lib/ld-sample.so.1", "/usr/share/sample/data")};
        var key = new SampleKey();
        key.write(directory.resolve("key.asc"));
        SampleDebian.make(directory.resolve("debian"), program, library, key);

        var primary = new StringBuilder("""
                <?xml version="1.0" encoding="UTF-8"?>
                <metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="%d">
                """.formatted(samples.length));
        for (Sample sample : samples) {
            primary.append(describe(sample));
        }
        byte[] text = primary.append("</metadata>\n").toString().getBytes(StandardCharsets.UTF_8);
        Path file = directory.resolve("repodata/primary.xml.zst");
        try (var out = new ZstdOutputStream(Files.newOutputStream(file))) {
            out.write(text);
        }
        Files.writeString(directory.resolve("repodata/repomd.xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <repomd xmlns="http://linux.duke.edu/metadata/repo" xmlns:rpm="http://linux.duke.edu/metadata/rpm">
                  <revision>1</revision>
                  <data type="primary">
                    <checksum type="sha256">%s</checksum>
                    <open-checksum type="sha256">%s</open-checksum>
                    <location href="repodata/primary.xml.zst"/>
                    <timestamp>1</timestamp>
                    <size>%d</size>
                    <open-size>%d</open-size>
                  </data>
                </repomd>
                """.formatted(sha256(file), HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text)), Files.size(file),
                text.length));
        Path repoMd = directory.resolve("repodata/repomd.xml");
        Files.writeString(directory.resolve("repodata/repomd.xml.asc"), key.sign(PGPSignature.BINARY_DOCUMENT, Files.readAllBytes(repoMd)));
    }

    private static Sample make(Path directory, String name, String requires, Path content, String... paths) throws Exception {
        var builder = new Builder();
        builder.setType(RpmType.BINARY);
        builder.setPlatform(architecture(), Os.LINUX);
        builder.setPackage(name, "1", "1");
        builder.setBuildHost("localhost");
        builder.setSummary(name);
        builder.setDescription(name);
        builder.setLicense("Apache-2.0");
        builder.setGroup("Unspecified");
        builder.setVendor("");
        builder.setUrl("");
        builder.setPackager("");
        builder.setDistribution("");
        builder.setSourceRpm(name + "-1-1.src.rpm");
        builder.setProvides(name);
        if (!requires.isEmpty()) {
            builder.addDependency(requires, 0, "");
        }
        for (String path : paths) {
            builder.addFile(path, content.toFile(), 0755, 0755, "root", "root");
        }
        return new Sample(name, requires, directory.resolve(builder.build(directory.toFile())));
    }

    private static Architecture architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? Architecture.AARCH64 : Architecture.X86_64;
    }

    private static String describe(Sample sample) throws Exception {
        return """
                <package type="rpm">
                  <name>%1$s</name>
                  <arch>%2$s</arch>
                  <version epoch="0" ver="1" rel="1"/>
                  <checksum type="sha256" pkgid="YES">%3$s</checksum>
                  <summary>%1$s</summary>
                  <description>%1$s</description>
                  <packager/>
                  <url/>
                  <time file="1" build="1"/>
                  <size package="%4$d" installed="%4$d" archive="%4$d"/>
                  <location href="%5$s"/>
                  <format>
                    <rpm:license>Apache-2.0</rpm:license>
                    <rpm:sourcerpm>%1$s-1-1.src.rpm</rpm:sourcerpm>
                    <rpm:provides><rpm:entry name="%1$s" flags="EQ" epoch="0" ver="1" rel="1"/></rpm:provides>
                    <rpm:requires>%6$s</rpm:requires>
                  </format>
                </package>
                """.formatted(sample.name(), architecture().name().toLowerCase(java.util.Locale.ROOT), sha256(sample.file()),
                Files.size(sample.file()), sample.file().getFileName(), entry(sample.requires()));
    }

    private static String entry(String capability) {
        return capability.isEmpty() ? "" : "<rpm:entry name=\"" + capability + "\"/>";
    }

    private static String sha256(Path file) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
