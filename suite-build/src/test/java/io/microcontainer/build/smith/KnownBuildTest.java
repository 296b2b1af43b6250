package io.microcontainer.build.smith;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.fetch.FetchOptions;
import io.microcontainer.build.packages.Progress;
import io.microcontainer.build.repo.TestRepo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was built before is not built again, and anything that could make another image does make one. */
class KnownBuildTest {

    private static final String SPEC = "package: app\nrepos: [%s]\npaths: [/opt/app]\n";

    @TempDir
    private Path directory;
    private Path repository;
    private Path image;

    @BeforeEach
    void makeRepository() throws IOException {
        repository = directory.resolve("repo");
        add("1-1", "one");
        image = directory.resolve("place/image.tar.gz");
        Files.createDirectories(image.getParent());
        Files.writeString(directory.resolve("place/smith.yaml"), SPEC.formatted(repository));
    }

    private void add(String version, String content) {
        new TestRepo(repository).addFiles("app", version, List.of(), "mkdir -p $R/opt; echo " + content + " > $R/opt/app", "/opt/app").createrepo();
    }

    @Test
    void unchangedBuildLeavesItsArchiveAlone() throws IOException {
        BuildReport first = make();
        Object inode = inode();
        assertEquals(first, make());
        assertEquals(inode, inode());
        assertEquals(Smith.build(request("1", true)).root().digest().toString(), first.digest(), "as without any memory");
    }

    @Test
    void anUnchangedBuildReadsNeitherMetadataNorPackages() throws IOException {
        BuildReport first = make();
        byte[] bytes = Files.readAllBytes(image);
        delete(repository, ".*primary.*|.*\\.rpm");
        delete(directory.resolve("cache/index/package-listing-2"), ".*");
        Files.delete(image);
        assertEquals(first, make());
        assertArrayEquals(bytes, Files.readAllBytes(image), "the archive is written out of the store");
    }

    @Test
    void anUnchangedBuildIsWrittenToAPlaceThatIsNew() throws IOException {
        BuildReport first = make();
        byte[] bytes = Files.readAllBytes(image);
        image = directory.resolve("place/again.tar.gz");
        assertEquals(first, make());
        assertArrayEquals(bytes, Files.readAllBytes(image));
    }

    @Test
    void anArchiveThatWasChangedIsWrittenAgain() throws IOException {
        make();
        byte[] bytes = Files.readAllBytes(image);
        FileTime time = Files.getLastModifiedTime(image);
        byte[] changed = bytes.clone();
        changed[changed.length / 2] ^= 1;
        Files.write(image, changed);
        Files.setLastModifiedTime(image, time);
        make();
        assertArrayEquals(bytes, Files.readAllBytes(image), "though its size and time are as they were");
    }

    @Test
    void aStoreThatLacksAPartIsNotTrusted() throws IOException {
        BuildReport first = make();
        byte[] bytes = Files.readAllBytes(image);
        Files.delete(image);
        delete(directory.resolve("cache/sha256"), ".*");
        assertEquals(first, make());
        assertArrayEquals(bytes, Files.readAllBytes(image));
    }

    @Test
    void whateverCanMakeAnotherImageMakesOne() throws IOException {
        String first = make().digest();
        byte[] bytes = Files.readAllBytes(image);
        Smith.make(request("2", true), "program");
        assertFalse(Arrays.equals(bytes, Files.readAllBytes(image)), "another build number, which the manifest does not know of");
        make();
        assertArrayEquals(bytes, Files.readAllBytes(image));

        Path own = Files.createDirectories(directory.resolve("place/rootfs/etc")).resolve("own");
        Files.writeString(own, "a");
        String withOwn = make().digest();
        assertNotEquals(first, withOwn, "a file of the user's own");
        Files.writeString(own, "b");
        assertNotEquals(withOwn, make().digest(), "of the same length");
        Files.writeString(own, "a");
        assertEquals(withOwn, make().digest());
        delete(directory.resolve("place/rootfs"), ".*");
        Files.delete(own.getParent());
        assertEquals(first, make().digest());

        Path spec = directory.resolve("place/smith.yaml");
        Files.writeString(spec, SPEC.formatted(repository) + "user: \"7:7\"\n");
        assertNotEquals(first, make().digest(), "the specification");
        Files.writeString(spec, SPEC.formatted(repository));
        add("2-1", "two");
        assertNotEquals(first, make().digest(), "a newer package");

        long before = builds();
        make();
        assertEquals(before, builds());
        Smith.make(request("1", true), "another program");
        assertEquals(before + 1, builds(), "another program builds for itself");
    }

    @Test
    void aKnownBuildOfUnsignedPackagesDoesNotSatisfyADemandForSignatures() {
        make();
        String message = assertThrows(BuildException.class, () -> Smith.make(request("1", false), "program")).getMessage();
        assertTrue(message.contains("package app-1-1.x86_64") && message.contains("is not signed"), message);
    }

    private BuildReport make() {
        return Smith.make(request("1", true), "program");
    }

    private BuildRequest request(String number, boolean unsigned) {
        Path place = directory.resolve("place");
        return new BuildRequest(place.resolve("smith.yaml"), place, image, directory.resolve("cache"), List.of(), "x86_64", unsigned, false,
                FetchOptions.DEFAULT, Optional.of(number), 0, "0.1.0", Map.of(), Progress.SILENT);
    }

    private Object inode() throws IOException {
        return Files.getAttribute(image, "unix:ino");
    }

    private long builds() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("cache/index/build-1"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    private static void delete(Path below, String names) throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            for (Path file : files.filter(Files::isRegularFile).filter(each -> each.getFileName().toString().matches(names)).toList()) {
                Files.delete(file);
            }
        }
    }
}
