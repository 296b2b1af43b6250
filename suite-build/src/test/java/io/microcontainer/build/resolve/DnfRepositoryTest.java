package io.microcontainer.build.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.fetch.Downloader;
import io.microcontainer.build.fetch.FetchOptions;
import io.microcontainer.build.repo.Repositories;
import io.microcontainer.build.repo.TestRepo;
import io.microcontainer.build.rpm.PackageArchitectures;
import io.microcontainer.build.rpm.Peer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hundreds of requests over a repository of hundreds of real packages: what dnf chooses, or fewer packages that dnf finds right too. */
class DnfRepositoryTest {

    private static final PackageArchitectures X86_64 = PackageArchitectures.of("x86_64");
    private static final int PACKAGES = 300;
    private static final Path PACKAGING = Path.of("../packaging");

    @TempDir
    static Path directory;

    @Test
    void choosesWhatDnfChoosesOrLess() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/apt-cache")), "no apt is here, whose packages the repository is made of");
        Path repository = repository();
        PackagePool pool = pool(repository);
        assertTrue(pool.packages().size() >= PACKAGES, () -> pool.packages().size() + " packages");
        List<String> requests = requests(pool);
        assertTrue(requests.size() >= 200, () -> requests.size() + " requests");

        Map<String, String> theirs = DnfPeer.resolve(directory, repository, requests);
        assertEquals(requests.size(), theirs.size());
        List<String> smaller = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (String request : requests) {
            String ours = ours(pool, request);
            int fewer = theirs.get(request).split(" ").length - ours.split(" ").length;
            if (!ours.equals(theirs.get(request))) {
                (fewer > 0 && !ours.equals("none") ? smaller : wrong).add(request + ": " + difference(ours, theirs.get(request)));
            }
        }
        assertEquals(List.of(), wrong);
        List<String> ours = smaller.stream().map(each -> ours(pool, each.substring(0, each.indexOf(':')))).toList();
        Map<String, String> checked = DnfPeer.resolve(directory, repository, ours);
        ours.forEach(each -> assertEquals(each, checked.get(each)));
    }

    private static String difference(String ours, String theirs) {
        var more = new TreeSet<>(Arrays.asList(ours.split(" ")));
        var less = new TreeSet<>(Arrays.asList(theirs.split(" ")));
        more.removeAll(Arrays.asList(theirs.split(" ")));
        less.removeAll(Arrays.asList(ours.split(" ")));
        return "only here " + more + ", only dnf " + less;
    }

    /** Each package by its name, some by name and version, by what they provide and by their files, and some together. */
    private static List<String> requests(PackagePool pool) {
        Set<String> requests = new LinkedHashSet<>();
        List<String> names = pool.packages().stream().map(found -> found.nevra().name()).sorted().toList();
        requests.addAll(names);
        for (int i = 0; i + 7 < names.size(); i += 5) {
            requests.add(names.get(i) + " " + names.get(i + 7));
            requests.add(names.get(i) + " " + names.get((i * 7 + 3) % names.size()) + " " + names.get((i * 11 + 5) % names.size()));
        }
        pool.packages().forEach(found -> {
            found.provides().stream().map(each -> each.name()).filter(name -> name.contains(".so.") && !name.contains(" ")).findFirst().ifPresent(requests::add);
            found.files().stream().filter(file -> file.startsWith("/usr/bin/") && !file.contains(" ")).findFirst().ifPresent(requests::add);
        });
        return List.copyOf(requests);
    }

    private static Path repository() {
        String given = System.getenv("SMITH_TEST_REPOSITORY");
        if (given != null) {
            return Path.of(given);
        }
        Path repository = directory.resolve("repository");
        Peer.run(List.of("bash", "-ec", "mapfile -t names < <(python3 \"$1/small-packages.py\" \"$3\"); PAYLOAD=w1.gzdio exec \"$1/mkyumrepo.sh\" \"$2\" \"${names[@]}\"",
                "bash", PACKAGING.toString(), repository.toString(), String.valueOf(PACKAGES)));
        return repository;
    }

    private static PackagePool pool(Path repository) {
        try (var downloader = new Downloader(FetchOptions.DEFAULT)) {
            var repositories = new Repositories(downloader, ContentStore.open(directory.resolve("cache")), X86_64);
            return new PackagePool(List.of(), List.of(repositories.open(TestRepo.unsigned(repository.toString(), directory))), X86_64);
        }
    }

    private static String ours(PackagePool pool, String request) {
        List<Goal> goals = Arrays.stream(request.split(" ")).map(each -> (Goal) new Goal.Named(each)).toList();
        try {
            var names = new TreeSet<String>();
            new SatResolver(false).resolve(goals, pool).forEach(each -> names.add(each.found().nevra().toString()));
            return String.join(" ", names);
        } catch (BuildException _) {
            return "none";
        }
    }
}
