package io.microcontainer.build.archive;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.compress.Compression;
import io.microcontainer.build.fuzz.Mutation;
import io.microcontainer.build.select.HostTree;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.Origin;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Damaged layers are refused in one way only, and nothing of them lies outside the tree. */
class LayerFuzzTest {

    private static Path directory;
    private static ContentStore store;
    private static byte[] pax;
    private static byte[] gnu;

    @BeforeContainer
    static void build() throws Exception {
        directory = Files.createTempDirectory("layer-fuzz");
        store = ContentStore.open(directory.resolve("cache"));
        HostTree.run("sh", "-ec", "cd $0; mkdir -p d/e; echo a > d/a; ln d/a d/b; ln -s ../d/a d/e/l; touch d/.wh.x d/e/.wh..wh..opq; mkfifo d/p; truncate -s 100000"
                + " d/hole; echo x >> d/hole; touch d/$(printf 'n%.0s' $(seq 120)); tar --format=pax -S -cf pax d; tar --format=gnu -S -cf gnu d; gzip -k pax",
                directory.toString());
        pax = Files.readAllBytes(directory.resolve("pax"));
        gnu = Files.readAllBytes(directory.resolve("gnu"));
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
    void damagedLayersAreRefused(@ForAll("mutations") List<Mutation> mutations, @ForAll boolean mend) throws IOException {
        for (byte[] each : List.of(pax, gnu)) {
            byte[] damaged = Mutation.apply(each, mutations);
            if (mend) {
                mendChecksums(damaged);
            }
            apply(damaged);
        }
        apply(Mutation.apply(Files.readAllBytes(directory.resolve("pax.gz")), mutations));
    }

    private static void apply(byte[] layer) {
        try (InputStream tar = Compression.detect(layer).open(new ByteArrayInputStream(layer))) {
            new LayerApplier(new FileTree(), store, new ArchiveLimits(10_000, 1 << 20)).apply(tar, new Origin.Layer("test"));
        } catch (IOException | BuildException _) {
            // What a damaged layer is refused with.
        }
    }

    /** Else the reader would look at few damaged headers: POSIX pax, ustar, {@code chksum}. */
    private static void mendChecksums(byte[] tar) {
        for (int block = 0; block + 512 <= tar.length; block += 512) {
            if (tar[block + 257] == 'u' && tar[block + 258] == 's') {
                int sum = 8 * ' ';
                for (int i = 0; i < 512; i++) {
                    sum += i >= 148 && i < 156 ? 0 : tar[block + i] & 0xff;
                }
                byte[] text = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(text, 0, tar, block + 148, 8);
            }
        }
    }
}
