package io.microcontainer.build.repo;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.fuzz.Mutation;
import io.microcontainer.build.select.HostTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Damaged repository metadata is refused in one way only, compressed or not. */
class RepodataFuzzTest {

    private static Path directory;
    private static byte[] repomd;
    private static byte[] primary;
    private static byte[] compressed;
    private static byte[] filelists;

    @BeforeContainer
    static void build() throws Exception {
        directory = Files.createTempDirectory("repodata-fuzz");
        new TestRepo(directory.resolve("repo")).addFiles("app", "1:1.0-1", List.of("Requires: (a if b)", "Provides: x = 2"), "mkdir -p $R/usr/bin; echo > $R/usr/bin/app",
                "/usr/bin/app").createrepo();
        repomd = Files.readAllBytes(directory.resolve("repo/repodata/repomd.xml"));
        HostTree.run("sh", "-ec", "cd $0/repo/repodata; for f in *primary.xml* *filelists.xml*; do case $f in *.gz) gzip -dc $f;; *.zst) zstd -dc $f;; *.xz) xz -dc $f;; *) "
                + "cat $f;; esac > $0/${f##*-}.plain; done; cat $0/primary.xml*.plain | gzip -9 > $0/primary.gz", directory.toString());
        primary = plain("primary.xml");
        filelists = plain("filelists.xml");
        compressed = Files.readAllBytes(directory.resolve("primary.gz"));
    }

    private static byte[] plain(String name) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return Files.readAllBytes(files.filter(each -> each.getFileName().toString().startsWith(name)).findFirst().orElseThrow());
        }
    }

    @AfterContainer
    static void remove() throws Exception {
        HostTree.run("rm", "-rf", directory.toString());
    }

    @Provide
    Arbitrary<List<Mutation>> mutations() {
        return Mutation.lists();
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void damagedMetadataIsRefused(@ForAll("mutations") List<Mutation> mutations) throws IOException {
        tolerate(() -> RepoMd.read(damaged(repomd, mutations), "repomd.xml"));
        for (byte[] each : List.of(primary, compressed)) {
            tolerate(() -> {
                try (MetadataXml xml = MetadataXml.open(damaged(each, mutations), "primary", 1 << 20)) {
                    new PrimaryReader(xml, "test").read();
                }
            });
        }
        tolerate(() -> {
            try (MetadataXml xml = MetadataXml.open(damaged(filelists, mutations), "filelists", 1 << 20)) {
                new FilelistsReader(xml, Set.of("/usr/bin/app")).read();
            }
        });
    }

    private static Path damaged(byte[] file, List<Mutation> mutations) throws IOException {
        return Files.write(directory.resolve("damaged"), Mutation.apply(file, mutations));
    }

    @FunctionalInterface
    private interface Reading {
        void run() throws IOException;
    }

    private static void tolerate(Reading reading) throws IOException {
        try {
            reading.run();
        } catch (BuildException _) {
            // What damaged metadata is refused with.
        }
    }
}
