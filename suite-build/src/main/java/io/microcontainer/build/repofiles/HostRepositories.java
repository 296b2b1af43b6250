package io.microcontainer.build.repofiles;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.repo.RepositoryConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a host that has dnf or yum says of repositories and variables. */
public final class HostRepositories {

    private static final long MAX_BYTES = 1 << 20;

    private final Path root;

    /** @param root directory that stands for {@code /} */
    public HostRepositories(Path root) {
        this.root = root;
    }

    /**
     * {@code $arch} and {@code $basearch} of an architecture, {@code $releasever} of the host, and the files of {@code /etc/yum/vars}
     * and {@code /etc/dnf/vars}.
     */
    public Variables variables(String architecture) {
        Map<String, String> values = new HashMap<>();
        values.put("arch", architecture);
        values.put("basearch", Variables.baseArchitecture(architecture));
        releaseVersion().ifPresent(version -> values.put("releasever", version));
        for (String directory : List.of("etc/yum/vars", "etc/dnf/vars")) {
            for (Path file : files(root.resolve(directory), "")) {
                values.put(file.getFileName().toString(), read(file).lines().findFirst().orElse("").strip());
            }
        }
        String release = values.getOrDefault("releasever", "");
        values.putIfAbsent("releasever_major", release.replaceFirst("\\..*", ""));
        values.putIfAbsent("releasever_minor", release.contains(".") ? release.substring(release.indexOf('.') + 1) : "");
        return new Variables(values);
    }

    /** The enabled repositories of {@code /etc/yum.repos.d}, in the order of file names. */
    public List<RepositoryConfig> repositories(Variables variables) {
        return all(variables).stream().filter(RepositorySettings.Named::enabled).map(RepositorySettings.Named::config).toList();
    }

    /**
     * The repositories of debug information that belong to the enabled ones and are disabled themselves, as dnf finds them:
     * {@code X-debuginfo} belongs to {@code X}, and {@code X-debug-rpms} to {@code X-rpms}.
     */
    public List<RepositoryConfig> debugRepositories(Variables variables) {
        List<RepositorySettings.Named> all = all(variables);
        Set<String> wanted = all.stream().filter(RepositorySettings.Named::enabled).map(RepositorySettings.Named::name)
                .map(id -> id.endsWith("-rpms") ? id.substring(0, id.length() - "-rpms".length()) + "-debug-rpms" : id + "-debuginfo").collect(Collectors.toSet());
        return all.stream().filter(each -> !each.enabled() && wanted.contains(each.name())).map(RepositorySettings.Named::config).toList();
    }

    private List<RepositorySettings.Named> all(Variables variables) {
        List<RepositorySettings.Named> out = new ArrayList<>();
        for (String directory : List.of("etc/yum.repos.d", "etc/distro.repos.d")) {
            for (Path file : files(root.resolve(directory), ".repo")) {
                out.addAll(sections(read(file), file.toString(), variables, root));
            }
        }
        return out;
    }

    /** The enabled repositories of a text in the form of a .repo file or of dnf.conf, whose own section {@code main} is not one. */
    static List<RepositoryConfig> parse(String text, String source, Variables variables, Path base) {
        return sections(text, source, variables, base).stream().filter(RepositorySettings.Named::enabled).map(RepositorySettings.Named::config).toList();
    }

    private static List<RepositorySettings.Named> sections(String text, String source, Variables variables, Path base) {
        List<RepositorySettings.Named> out = new ArrayList<>();
        for (IniFile.Section section : IniFile.parse(text)) {
            if (section.name().equals("main")) {
                continue;
            }
            Map<String, List<String>> settings = new LinkedHashMap<>();
            section.settings().forEach((key, value) -> settings.put(key, List.of(value)));
            settings.remove("id");
            out.add(new RepositorySettings.Named(section.name(), new RepositorySettings("repository " + section.name() + " in " + source, settings, variables,
                    base)));
        }
        return out;
    }

    /** As a distribution of RPM packages states it; another's version would lead nowhere. */
    private Optional<String> releaseVersion() {
        Path file = root.resolve("etc/os-release");
        if (!Files.exists(file) || !Files.isDirectory(root.resolve("etc/yum.repos.d"))) {
            return Optional.empty();
        }
        return read(file).lines().filter(line -> line.startsWith("VERSION_ID=")).map(line -> line.substring(11).replace("\"", "").strip()).findFirst();
    }

    private static List<Path> files(Path directory, String ending) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(ending) && Files.isRegularFile(file)).sorted().toList();
        } catch (IOException e) {
            throw new BuildException(directory + " cannot be read: " + e.getMessage(), e);
        }
    }

    static String read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new BuildException(file + " is larger than " + MAX_BYTES + " bytes, the most that is read");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new BuildException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
