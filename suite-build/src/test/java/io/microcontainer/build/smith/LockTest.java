package io.microcontainer.build.smith;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.fetch.FetchOptions;
import io.microcontainer.build.packages.Progress;
import io.microcontainer.build.repo.TestRepo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is locked is built again to the byte, whatever the repository has by then. */
class LockTest {

    @TempDir
    private Path directory;

    @Test
    void lockedPackagesAreBuiltAgainAndNewerOnesOnlyWhenAskedFor() throws Exception {
        Path repository = directory.resolve("place/repo");
        Files.createDirectories(repository.getParent());
        add(repository, "1-1", "one");
        Path place = repository.getParent();
        Files.writeString(place.resolve("smith.yaml"), "packages: [app]\nrepos: [{id: r, baseurl: repo, gpgcheck: false}]\npaths: [/opt/app]\n");
        assertEquals("there is no " + place.resolve("smith.lock") + ", as --locked demands; run smith lock", refuse(place, "fresh"));
        assertEquals(List.of("+ app-1-1.x86_64", "+ dep-1-1.x86_64"), Smith.locking(request(place, "a", false)).lock(false));
        String lock = Files.readString(place.resolve("smith.lock"));
        assertTrue(lock.contains("\"location\" : \"repo/app-1-1.x86_64.rpm\"") || lock.contains("\"location\": \"repo/app-1-1.x86_64.rpm\""), lock);
        String first = digest(place, "a", false);
        add(repository, "2-1", "two");
        assertEquals(List.of(), Smith.locking(request(place, "a", false)).lock(false), "nothing to do");
        assertEquals(first, digest(place, "a", false), "the lock file is used where it is");
        assertEquals(first, digest(place, "b", true), "also with an empty cache");

        List<Path> vendored = Smith.locking(request(place, "a", false)).vendor();
        assertEquals(List.of(place.resolve("vendor/app-1-1.x86_64.rpm"), place.resolve("vendor/dep-1-1.x86_64.rpm")), vendored);
        Files.move(repository, directory.resolve("away"));
        assertEquals(first, digest(place, "c", true), "from vendor, without the repository");
        Files.writeString(vendored.getFirst(), "changed");
        assertTrue(refuse(place, "d").startsWith(vendored.getFirst() + " is not the package of smith.lock"), () -> refuse(place, "d"));
        Files.move(directory.resolve("away"), repository);

        assertEquals(List.of("  app-1-1.x86_64 -> 2-1"), Smith.locking(request(place, "a", false)).lock(true));
        assertTrue(!digest(place, "a", true).equals(first));
        Files.writeString(place.resolve("smith.yaml"), Files.readString(place.resolve("smith.yaml")).replace("[app]", "[app, dep]"));
        assertTrue(refuse(place, "a").contains("is of other packages, repositories or architectures than the specification"));
        assertTrue(Smith.build(request(place, "a", false)).only().warnings().stream().anyMatch(each -> each.contains("run smith update")));
        Files.writeString(place.resolve("smith.lock"), "{\"version\": 2, \"request\": \"x\"}");
        assertTrue(refuse(place, "a").contains("it is of version 2"), () -> refuse(place, "a"));
    }

    private static void add(Path repository, String version, String content) {
        TestRepo packages = new TestRepo(repository).addFiles("app", version, List.of("Requires: dep"),
                "mkdir -p $R/opt; echo " + content + " > $R/opt/app", "/opt/app");
        if (!Files.exists(repository)) {
            packages.add("dep", "1-1");
        }
        packages.createrepo();
    }

    private String digest(Path place, String cache, boolean locked) {
        return Smith.build(request(place, cache, locked)).only().image().descriptor().digest().toString();
    }

    private String refuse(Path place, String cache) {
        return assertThrows(BuildException.class, () -> Smith.build(request(place, cache, true))).getMessage();
    }

    private BuildRequest request(Path place, String cache, boolean locked) {
        return new BuildRequest(place.resolve("smith.yaml"), place, place.resolve("i.tar.gz"), directory.resolve("cache-" + cache), List.of(), "x86_64", false,
                locked, FetchOptions.DEFAULT, Optional.empty(), 0, "0.1.0", Map.of(), Progress.SILENT);
    }
}
