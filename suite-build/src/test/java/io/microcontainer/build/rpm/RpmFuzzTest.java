package io.microcontainer.build.rpm;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.fuzz.Mutation;
import io.microcontainer.build.select.HostTree;
import java.io.IOException;
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

/** Damaged packages are refused in one way only: headers, signatures' and payload. */
class RpmFuzzTest {

    private static Path directory;
    private static byte[] sample;

    @BeforeContainer
    static void build() throws IOException {
        directory = Files.createTempDirectory("rpm-fuzz");
        sample = Files.readAllBytes(RpmSamples.build(directory, "gzip", "w9.gzdio"));
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
    void damagedPackagesAreRefused(@ForAll("mutations") List<Mutation> mutations) throws IOException {
        Path file = Files.write(directory.resolve("damaged.rpm"), Mutation.apply(sample, mutations));
        try {
            var reader = new RpmReader();
            reader.readPayload(reader.read(file), (_, content) -> content.readAllBytes());
        } catch (BuildException _) {
            // What a damaged package is refused with.
        }
    }
}
