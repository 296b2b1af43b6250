package io.microcontainer.build.source;

import io.microcontainer.build.BuildException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The repositories of a configuration file of mock(1): the {@code yum.conf} or {@code dnf.conf} in it. Only its text is
 * read; the Python around it is not run.
 */
final class MockConfig {

    private static final int MAX_BYTES = 1 << 20;
    private static final Pattern OPTION = Pattern.compile("(?m)^config_opts\\['(\\w+)'\\]\\s*=\\s*'([^']*)'");
    private static final Pattern SECTION = Pattern.compile("^\\s*\\[([^\\]]+)\\]\\s*$");
    private static final Pattern SETTING = Pattern.compile("^\\s*(\\w+)\\s*=\\s*(.*?)\\s*$");

    private MockConfig() {
    }

    /**
     * The base URLs of all enabled repositories, in order.
     *
     * @throws BuildException if the file cannot be read or has none
     */
    static List<String> repositories(Path file) {
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BuildException("cannot read mock.config " + file + "; list the repositories under `repos` instead", e);
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (Matcher option = OPTION.matcher(text); option.find(); ) {
            options.put(option.group(1), option.group(2));
        }
        List<String> out = new ArrayList<>();
        Map<String, String> section = new LinkedHashMap<>();
        for (String line : (text + "\n[end]\n").split("\n")) {
            Matcher setting = SETTING.matcher(line);
            if (SECTION.matcher(line).matches()) {
                String url = section.get("baseurl");
                if (url != null && !section.getOrDefault("enabled", "1").equals("0")) {
                    out.add(filled(url.split("[\\s,]+")[0], options, file));
                }
                section.clear();
            } else if (setting.matches()) {
                section.put(setting.group(1), setting.group(2));
            }
        }
        if (out.isEmpty()) {
            throw new BuildException("mock.config " + file + " has no repository with a baseurl (a mirrorlist, metalink or included template "
                    + "is not followed); list the repositories under `repos`");
        }
        return out;
    }

    private static String filled(String url, Map<String, String> options, Path file) {
        String architecture = options.getOrDefault("target_arch", "");
        String out = url.replaceAll("\\$basearch|\\$\\{basearch\\}", Matcher.quoteReplacement(architecture))
                .replaceAll("\\$arch|\\$\\{arch\\}", Matcher.quoteReplacement(architecture))
                .replaceAll("\\$releasever|\\$\\{releasever\\}", Matcher.quoteReplacement(options.getOrDefault("releasever", "")));
        if (out.contains("$") || out.contains("{{")) {
            throw new BuildException("mock.config " + file + " has the repository " + url + ", whose variables are not known; list it under "
                    + "`repos`");
        }
        return out;
    }
}
