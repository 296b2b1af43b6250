package io.microcontainer.build.repofiles;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.repo.RepositoryConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The repositories of a configuration file of mock(1): the {@code dnf.conf} or {@code yum.conf} in it, and in the templates that it
 * includes. Only their text is read; the Python around it is not run.
 */
public final class MockConfig {

    private static final int MOST_INCLUDES = 20;
    private static final Pattern OPTION = Pattern.compile("(?m)^\\s*config_opts\\[\\s*['\"](\\w+)['\"]\\s*\\]\\s*=\\s*['\"]([^'\"]*)['\"]");
    private static final Pattern INCLUDE = Pattern.compile("(?m)^\\s*include\\(\\s*['\"]([^'\"]+)['\"]\\s*\\)");
    private static final Pattern PACKAGER = Pattern.compile(
            "config_opts\\[\\s*['\"](?:dnf|dnf5|yum)\\.conf['\"]\\s*\\]\\s*\\+?=\\s*(\"\"\"|''')(.*?)\\1", Pattern.DOTALL);
    private static final Pattern TEMPLATE = Pattern.compile("\\{\\{\\s*(\\w+)\\s*\\}\\}");

    private final Path file;
    private final Map<String, String> options = new LinkedHashMap<>();
    private final StringBuilder repositories = new StringBuilder();
    private int included;

    private MockConfig(Path file) {
        this.file = file;
    }

    /**
     * The enabled repositories, in order.
     *
     * @param variables of the host; what the file sets goes before them
     * @throws BuildException if the file cannot be read or has none
     */
    public static List<RepositoryConfig> repositories(Path file, Variables variables) {
        var config = new MockConfig(file);
        if (!Files.isRegularFile(file)) {
            throw new BuildException("there is no mock.config " + file + "; list the repositories under `repos` instead");
        }
        config.read(file);
        Map<String, String> values = new LinkedHashMap<>();
        String architecture = config.options.get("target_arch");
        if (architecture != null) {
            values.put("arch", architecture);
            values.put("basearch", Variables.baseArchitecture(architecture));
        }
        if (config.options.containsKey("releasever")) {
            values.put("releasever", config.options.get("releasever"));
        }
        List<RepositoryConfig> out = new ArrayList<>(HostRepositories.parse(config.filled(), "mock.config " + file, variables.with(values), file.getParent()));
        if (out.isEmpty()) {
            throw new BuildException("mock.config " + file + " has no enabled repository; list the repositories under `repos` instead");
        }
        return out;
    }

    private void read(Path source) {
        if (++included > MOST_INCLUDES) {
            throw new BuildException("mock.config " + file + " includes more than " + MOST_INCLUDES + " files");
        }
        String text = HostRepositories.read(source);
        for (Matcher include = INCLUDE.matcher(text); include.find(); ) {
            Path beside = source.resolveSibling(include.group(1));
            Path template = Files.isRegularFile(beside) ? beside : Path.of("/etc/mock").resolve(include.group(1));
            if (!Files.isRegularFile(template)) {
                throw new BuildException("mock.config " + source + " includes " + include.group(1) + ", which is neither beside it nor in /etc/mock");
            }
            read(template);
        }
        for (Matcher option = OPTION.matcher(text); option.find(); ) {
            options.put(option.group(1), option.group(2));
        }
        for (Matcher packager = PACKAGER.matcher(text); packager.find(); ) {
            repositories.append(packager.group(2)).append('\n');
        }
    }

    /** The templates of mock use Jinja, of which a plain value is filled in; lines with more are left out, for they are for other cases. */
    private String filled() {
        var out = new StringBuilder();
        for (String line : repositories.toString().split("\n")) {
            Matcher use = TEMPLATE.matcher(line);
            String text = use.replaceAll(match -> Matcher.quoteReplacement(options.getOrDefault(match.group(1), match.group())));
            if (!text.contains("{{") && !text.contains("{%")) {
                out.append(text).append('\n');
            }
        }
        return out.toString();
    }
}
