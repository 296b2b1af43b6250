package io.microcontainer.build.repofiles;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.deb.ControlFields;
import io.microcontainer.build.deb.ControlFile;
import io.microcontainer.build.fetch.TransportOptions;
import io.microcontainer.build.repo.AptSuite;
import io.microcontainer.build.repo.RepositoryConfig;
import io.microcontainer.build.repo.RepositoryLocation;
import io.microcontainer.build.repo.SignaturePolicy;
import io.microcontainer.build.repo.SignaturePolicy.Metadata;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Sources of apt: lines of sources.list(5), and paragraphs of {@code .sources} files. */
public final class AptSources {

    private static final Pattern LINE = Pattern.compile("deb\\s+(?:\\[([^\\]]*)\\]\\s+)?(\\S+)\\s+(\\S+)((?:\\s+\\S+)*)\\s*");

    private final Path root;
    private final String architecture;

    /**
     * @param root         directory that stands for {@code /}
     * @param architecture of the packages, as RPM names it
     */
    public AptSources(Path root, String architecture) {
        this.root = root;
        this.architecture = architecture;
    }

    /** Whether a text is a line of sources.list(5) for packages. */
    static boolean isLine(String text) {
        return text.startsWith("deb ");
    }

    /** The sources of the host, in the order of apt. */
    public List<RepositoryConfig> ofHost() {
        List<RepositoryConfig> out = new ArrayList<>();
        Path etc = root.resolve("etc/apt");
        List<Path> files = new ArrayList<>();
        if (Files.isRegularFile(etc.resolve("sources.list"))) {
            files.add(etc.resolve("sources.list"));
        }
        if (Files.isDirectory(etc.resolve("sources.list.d"))) {
            try (Stream<Path> parts = Files.list(etc.resolve("sources.list.d"))) {
                parts.filter(Files::isRegularFile).sorted().forEach(files::add);
            } catch (IOException e) {
                throw new BuildException(etc + " cannot be read: " + e.getMessage(), e);
            }
        }
        for (Path file : files) {
            if (file.toString().endsWith(".list")) {
                HostRepositories.read(file).lines().map(String::strip).map(line -> line.replaceFirst("\\s+#.*", "")).filter(AptSources::isLine)
                        .forEach(line -> out.addAll(line(line, file.toString(), root)));
            } else if (file.toString().endsWith(".sources")) {
                out.addAll(paragraphs(HostRepositories.read(file), file.toString()));
            }
        }
        return out;
    }

    /**
     * The repository of one line.
     *
     * @param base absolute directory that relative paths are meant from
     */
    List<RepositoryConfig> line(String line, String source, Path base) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new BuildException("\"" + line + "\" in " + source + " is no line of sources.list; expected deb [options] URI SUITE COMPONENT");
        }
        Map<String, String> options = new HashMap<>();
        for (String option : parts.group(1) == null ? new String[0] : parts.group(1).strip().split("\\s+")) {
            int equals = option.indexOf('=');
            if (equals > 0) {
                options.put(option.substring(0, equals).replaceFirst("[+-]$", ""), option.substring(equals + 1).replace(',', ' '));
            }
        }
        return one(parts.group(2), parts.group(3), words(parts.group(4)), options.getOrDefault("signed-by", ""), options.get("trusted"),
                options.getOrDefault("arch", ""), base);
    }

    private List<RepositoryConfig> paragraphs(String text, String source) {
        List<RepositoryConfig> out = new ArrayList<>();
        var file = new ControlFile(new BufferedReader(new StringReader(text)));
        try {
            for (Map<String, String> fields = file.next(); fields != null; fields = file.next()) {
                if (!words(fields.getOrDefault("types", "")).contains("deb") || "no".equalsIgnoreCase(fields.get("enabled"))) {
                    continue;
                }
                for (String uri : words(fields.getOrDefault("uris", ""))) {
                    for (String suite : words(fields.getOrDefault("suites", ""))) {
                        out.addAll(one(uri, suite, words(fields.getOrDefault("components", "")), fields.getOrDefault("signed-by", ""), fields.get("trusted"),
                                fields.getOrDefault("architectures", ""), root));
                    }
                }
            }
        } catch (IOException e) {
            throw new BuildException(source + " cannot be read: " + e.getMessage(), e);
        }
        return out;
    }

    private List<RepositoryConfig> one(String uri, String suite, List<String> components, String signedBy, String trusted, String architectures, Path base) {
        List<String> of = words(architectures);
        if (!of.isEmpty() && !of.contains(ControlFields.debianArchitecture(architecture))) {
            return List.of();
        }
        RepositoryLocation location = RepositoryLocation.of(uri, base);
        boolean embedded = signedBy.contains("BEGIN PGP");
        // In a .sources file a dot stands for an empty line.
        String key = embedded ? signedBy.strip().replaceAll("(?m)^\\.$", "") : "";
        List<String> files = embedded ? List.of() : signedBy.isBlank() ? hostKeys()
                : Arrays.stream(signedBy.strip().split("[\\s,]+")).filter(each -> each.startsWith("/")).map(each -> root.resolve(each.substring(1)).toUri().toString()).toList();
        boolean unsigned = "yes".equals(trusted);
        var policy = new SignaturePolicy(false, unsigned ? Metadata.NEVER : Metadata.ALWAYS, files);
        String id = location.id().replaceFirst("/$", "") + " " + suite + (components.isEmpty() ? "" : " " + String.join(" ", components));
        return List.of(new RepositoryConfig(id, List.of(location), Optional.empty(), Optional.empty(), Optional.of(new AptSuite(suite, components, key)), policy,
                RepositoryConfig.PRIORITY, RepositoryConfig.COST, List.of(), List.of(), TransportOptions.DEFAULT, false, false));
    }

    /** The keys that apt trusts for all sources that name none. */
    private List<String> hostKeys() {
        List<String> keys = new ArrayList<>();
        Path single = root.resolve("etc/apt/trusted.gpg");
        if (Files.isRegularFile(single)) {
            keys.add(single.toUri().toString());
        }
        Path directory = root.resolve("etc/apt/trusted.gpg.d");
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                files.filter(file -> file.toString().matches(".*\\.(gpg|asc)")).sorted().forEach(file -> keys.add(file.toUri().toString()));
            } catch (IOException e) {
                throw new BuildException(directory + " cannot be read: " + e.getMessage(), e);
            }
        }
        return keys;
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.strip().split("\\s+")).filter(each -> !each.isEmpty()).toList();
    }
}
