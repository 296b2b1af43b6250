package io.microcontainer.build.repo;

import io.microcontainer.build.rpm.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Real packages made by rpmbuild from a few lines, and a real repository of them made by createrepo_c. */
public final class TestRepo {

    private record Pack(int group, String name, String evr, String arch, List<String> tags, List<String> install, List<String> files) {
    }

    private final Path directory;
    private final List<Pack> packs = new ArrayList<>();
    private int group;

    /** @param directory where the packages go */
    public TestRepo(Path directory) {
        this.directory = directory;
    }

    /**
     * Adds a package without files.
     *
     * @param evr  {@code [epoch:]version-release}
     * @param tags lines of the spec, such as {@code Requires: foo}
     */
    public TestRepo add(String name, String evr, String... tags) {
        packs.add(new Pack(group, name, evr, "", Arrays.asList(tags), List.of(), List.of()));
        return this;
    }

    /** What is added from here on is built in a root of its own. */
    public TestRepo apart() {
        group++;
        return this;
    }

    /** Adds a package of architecture {@code noarch}. */
    public TestRepo addNoarch(String name, String evr, String... tags) {
        packs.add(new Pack(group, name, evr, "noarch", Arrays.asList(tags), List.of(), List.of()));
        return this;
    }

    /**
     * Adds a package with files.
     *
     * @param install shell lines that fill {@code $R}
     * @param files   lines of the files section
     */
    public TestRepo addFiles(String name, String evr, List<String> tags, String install, String... files) {
        packs.add(new Pack(group, name, evr, "", tags, List.of(install), Arrays.asList(files)));
        return this;
    }

    /** Builds the packages; one spec holds each name once. */
    public List<Path> build() {
        Map<String, List<Pack>> specs = new LinkedHashMap<>();
        Map<String, Integer> seen = new HashMap<>();
        packs.forEach(pack -> specs.computeIfAbsent(pack.group() + "/" + seen.merge(pack.name() + pack.arch(), 1, Integer::sum),
                _ -> new ArrayList<>()).add(pack));
        List<Path> built = new ArrayList<>();
        try {
            Files.createDirectories(directory);
            for (List<Pack> spec : specs.values()) {
                Path work = Files.createTempDirectory(directory.getParent(), "rpmbuild");
                for (Path file : Peer.rpmbuild(work, spec(spec), "_target_cpu x86_64")) {
                    Path target = directory.resolve(file.getFileName());
                    Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
                    built.add(target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return built;
    }

    /** Builds the packages and the repository's metadata. */
    public Path createrepo(String... options) {
        build();
        index(directory, options);
        return directory;
    }

    /** Makes the metadata of a directory of packages. */
    public static void index(Path directory, String... options) {
        var command = new ArrayList<>(List.of("createrepo_c", "--quiet"));
        command.addAll(List.of(options));
        command.add(directory.toString());
        Peer.run(command);
    }

    /** Adds a package of 32 bits, version 1-1, to a repository's directory. */
    public static void i686(Path directory, String name, String... tags) {
        try {
            Path work = Files.createTempDirectory(directory.getParent(), "rpmbuild");
            String text = "Name: " + name + "\nVersion: 1\nRelease: 1\nSummary: s\nLicense: MIT\nAutoReqProv: no\n" + String.join("\n", tags)
                    + "\n%description\nd\n%files\n";
            for (Path file : Peer.rpmbuild(work, text, "_target_cpu i686")) {
                Files.move(file, directory.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A repository whose signatures are not looked at, for it has none. */
    public static RepositoryConfig unsigned(String location, Path base) {
        return RepositoryConfig.at(RepositoryLocation.of(location, base), SignaturePolicy.NONE);
    }

    private static String spec(List<Pack> packs) {
        var text = new StringBuilder("Name: unused\nVersion: 1\nRelease: 1\nSummary: s\nLicense: MIT\nAutoReqProv: no\n%description\nd\n");
        var install = new StringBuilder("%install\n");
        for (Pack pack : packs) {
            String evr = pack.evr();
            int colon = evr.indexOf(':');
            int dash = evr.lastIndexOf('-');
            text.append("%package -n ").append(pack.name()).append("\nSummary: s\nAutoReqProv: no\n");
            if (colon >= 0) {
                text.append("Epoch: ").append(evr, 0, colon).append('\n');
            }
            text.append("Version: ").append(evr, colon + 1, dash).append("\nRelease: ").append(evr.substring(dash + 1)).append('\n');
            if (!pack.arch().isEmpty()) {
                text.append("BuildArch: ").append(pack.arch()).append('\n');
            }
            pack.tags().forEach(tag -> text.append(tag).append('\n'));
            text.append("%description -n ").append(pack.name()).append("\nd\n");
            text.append("%files -n ").append(pack.name()).append('\n');
            pack.files().forEach(file -> text.append(file).append('\n'));
            pack.install().forEach(line -> install.append("R=%{buildroot}\n").append(line).append('\n'));
        }
        return text.append(install).toString();
    }
}
