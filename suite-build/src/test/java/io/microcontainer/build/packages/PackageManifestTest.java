package io.microcontainer.build.packages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.microcontainer.build.rpm.Evr;
import io.microcontainer.build.rpm.Nevra;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class PackageManifestTest {

    private static InstalledPackage installed(Nevra nevra, String vendor, String sourceRpm) {
        return new InstalledPackage(nevra, "00", 1234, "/repo/x", "requested", "A  tool\nof two lines", "MIT", vendor, "", sourceRpm);
    }

    private static FileTree tree(Nevra... origins) {
        var tree = new FileTree();
        for (int i = 0; i < origins.length; i++) {
            tree.put(TreePath.of("/f" + i), new Entry.RegularFile(0644, Content.of("x"), new Origin.Package(origins[i].toString())));
        }
        return tree;
    }

    private static String text(SortedMap<TreePath, Entry> files, String path) throws Exception {
        Entry.RegularFile file = (Entry.RegularFile) files.get(TreePath.of(path));
        try (var in = file.content().open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void rpmPackagesAreLinesOfTheManifest() throws Exception {
        var bash = new Nevra("bash", new Evr(0, "5.2", "1.fc40"), "x86_64");
        var openssl = new Nevra("openssl", new Evr(1, "3.2", "4"), "x86_64");
        SortedMap<TreePath, Entry> files = PackageManifest.files(
                List.of(installed(bash, "Fedora\tProject", "bash-5.2-1.fc40.src.rpm"), installed(openssl, "", "")), tree(bash, openssl));
        assertEquals("bash\t5.2-1.fc40\t0\t0\tFedora Project\t(none)\t1234\tx86_64\t0\tbash-5.2-1.fc40.src.rpm\n"
                + "openssl\t3.2-4\t0\t0\t(none)\t1\t1234\tx86_64\t1\t(none)\n", text(files, "/var/lib/rpmmanifest/container-manifest-2"));
    }

    @Test
    void debianPackagesHaveAFileEach() throws Exception {
        var libc = new Nevra("libc6", Evr.parseDebian("1:2.36-9+deb12u7"), "x86_64");
        SortedMap<TreePath, Entry> files = PackageManifest.files(List.of(installed(libc, "GNU Libc Maintainers", "")), tree(libc));
        assertEquals(1, files.size());
        assertEquals("Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1:2.36-9+deb12u7\n"
                + "Maintainer: GNU Libc Maintainers\nDescription: A tool of two lines\n", text(files, "/var/lib/dpkg/status.d/libc6"));
    }

    @Test
    void packagesWithoutAFileInTheImageAreLeftOut() {
        var bash = new Nevra("bash", new Evr(0, "5.2", "1"), "x86_64");
        var other = new Nevra("other", new Evr(0, "1", "1"), "x86_64");
        assertEquals(0, PackageManifest.files(List.of(installed(bash, "", "")), tree(other)).size());
    }
}
