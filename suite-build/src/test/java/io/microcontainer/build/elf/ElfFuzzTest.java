package io.microcontainer.build.elf;

import io.microcontainer.build.fuzz.Mutation;
import io.microcontainer.build.tree.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Damaged ELF files are refused in one way only. */
class ElfFuzzTest {

    /** The dynamic section of this library lies within the first part, which is all that is kept. */
    private static final byte[] LIBRARY = library();

    private static byte[] library() {
        try {
            Path file = Path.of("/bin/sh").toRealPath();
            byte[] bytes = Files.readAllBytes(file);
            return bytes.length < 300_000 ? bytes : Arrays.copyOf(bytes, 300_000);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Provide
    Arbitrary<List<Mutation>> mutations() {
        return Mutation.lists();
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void damagedFilesAreRefused(@ForAll("mutations") List<Mutation> mutations) throws IOException {
        try {
            ElfReader.read(Content.of(Mutation.apply(LIBRARY, mutations)));
        } catch (MalformedElf _) {
            // What a damaged file is refused with.
        }
    }
}
