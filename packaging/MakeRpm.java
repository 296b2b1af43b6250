import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.redline_rpm.Builder;
import org.redline_rpm.header.Architecture;
import org.redline_rpm.header.Header.HeaderTag;
import org.redline_rpm.header.Os;
import org.redline_rpm.header.RpmType;
import org.redline_rpm.payload.CpioHeader;
import org.redline_rpm.payload.Directive;

/** Makes the RPM package of an installed tree: {@code MakeRpm TREE OUTPUT-DIRECTORY VERSION ISO-TIME}. The same tree gives the same bytes. */
public final class MakeRpm {

    private static final String NAME = "microcontainer";
    /** From RPM's rpmds.h. */
    private static final int LESS_OR_EQUAL = 2 | 8;
    private static final int RPMLIB = 1 << 24;

    /**
     * Engines look whether their socket is still theirs: without it they end when their last command does, and the next
     * caller starts one of the new version. Containers do not hang on them.
     */
    private static final String END_ENGINES = "rm -f /run/microcontainer/engine-* 2> /dev/null || :\n";

    private MakeRpm() {
    }

    public static void main(String[] words) throws IOException, NoSuchAlgorithmException {
        Path tree = Path.of(words[0]);
        int seconds = (int) Instant.parse(words[3]).getEpochSecond();
        Timed rpm = new Timed();
        rpm.setPackage(NAME, words[2], "1");
        rpm.setType(RpmType.BINARY);
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        rpm.setPlatform(arm ? Architecture.AARCH64 : Architecture.X86_64, Os.LINUX);
        rpm.setSummary("Builds, runs and debugs microcontainers");
        rpm.setDescription("""
                smith builds minimal OCI images from packages, repositories and images.
                railcar runs containers: an OCI runtime for containerd, CRI-O, Docker and
                Podman. crashcart brings tools into a running container that has none.
                The package carries its own Java runtime.""");
        rpm.setLicense("Apache-2.0 AND GPL-2.0-only WITH Classpath-exception-2.0 AND BSD-3-Clause AND MIT AND EPL-1.0");
        rpm.setGroup("System Environment/Base");
        rpm.setVendor("microcontainer");
        rpm.setPackager("microcontainer");
        rpm.setDistribution("");
        rpm.setUrl("https://github.com/microcontainer/microcontainer");
        rpm.setBuildHost("localhost");
        rpm.setSourceRpm(NAME + "-" + words[2] + "-1.src.rpm");
        rpm.addHeaderEntry(HeaderTag.BUILDTIME, seconds);
        rpm.addProvides("oci-runtime", "");
        rpm.addDependency("libc.so.6()(64bit)", 0, "");
        rpm.addDependency("libseccomp.so.2()(64bit)", 0, "");
        rpm.addDependency("rpmlib(FileDigests)", LESS_OR_EQUAL | RPMLIB, "4.6.0-1");
        rpm.setPostTransScript(END_ENGINES);
        rpm.setPostUninstallScript("if [ \"$1\" = 0 ]; then " + END_ENGINES.strip() + "; fi\n");
        rpm.addHeaderEntry(HeaderTag.CHANGELOGTIME, seconds);
        rpm.addHeaderEntry(HeaderTag.CHANGELOGNAME, "microcontainer - " + words[2] + "-1");
        rpm.addHeaderEntry(HeaderTag.CHANGELOGTEXT, "- see docs/changelog.md");
        List<Path> entries;
        try (Stream<Path> walk = Files.walk(tree)) {
            entries = walk.sorted().toList();
        }
        for (Path path : entries) {
            add(rpm, tree, path);
        }
        rpm.setTimes(seconds);
        System.out.println(Path.of(words[1]).resolve(rpm.build(Path.of(words[1]).toFile())));
    }

    /** The library gives links and directories the time of day, and all links one inode number, as if they were hard links. */
    private static final class Timed extends Builder {

        void setTimes(int seconds) {
            int inode = 1;
            for (CpioHeader header : contents.headers()) {
                header.setMtime(seconds * 1000L);
                header.setInode(inode++);
            }
        }
    }

    private static void add(Builder rpm, Path tree, Path path) throws IOException, NoSuchAlgorithmException {
        String name = "/usr/" + tree.relativize(path);
        if (Files.isSymbolicLink(path)) {
            rpm.addLink(name, Files.readSymbolicLink(path).toString(), 0777);
        } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            // Other directories are those of the distribution.
            if (name.endsWith("/" + NAME) || name.contains("/" + NAME + "/")) {
                rpm.addDirectory(name, 0755, Directive.NONE, "root", "root", false);
            }
        } else {
            boolean documentation = name.startsWith("/usr/share/man/") || name.startsWith("/usr/share/doc/");
            rpm.addFile(name, path.toFile(), Files.isExecutable(path) || name.endsWith(".so") ? 0755 : 0644, -1,
                    documentation ? Directive.DOC : Directive.NONE, "root", "root", false);
        }
    }
}
