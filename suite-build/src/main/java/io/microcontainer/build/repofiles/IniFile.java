package io.microcontainer.build.repofiles;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sections of a file such as dnf reads: {@code [section]}, {@code key=value}, and values that go on in indented lines. */
final class IniFile {

    private static final Pattern SECTION = Pattern.compile("^\\[([^\\]]+)\\]\\s*$");
    private static final Pattern SETTING = Pattern.compile("^([A-Za-z_][\\w.-]*)\\s*[=:]\\s*(.*?)\\s*$");

    /** One section in the order of the file. */
    record Section(String name, Map<String, String> settings) {
    }

    private IniFile() {
    }

    /** What is neither comment, section nor setting is passed over, as dnf does. */
    static List<Section> parse(String text) {
        List<Section> sections = new ArrayList<>();
        Map<String, String> settings = new LinkedHashMap<>();
        String key = null;
        for (String line : text.split("\\R")) {
            Matcher section = SECTION.matcher(line.strip());
            Matcher setting = SETTING.matcher(line);
            if (line.isBlank() || line.startsWith("#") || line.startsWith(";")) {
                continue;
            }
            if (section.matches()) {
                settings = new LinkedHashMap<>();
                sections.add(new Section(section.group(1).strip(), settings));
                key = null;
            } else if (key != null && Character.isWhitespace(line.charAt(0))) {
                settings.merge(key, line.strip(), (a, b) -> a + "\n" + b);
            } else if (setting.matches()) {
                key = setting.group(1);
                settings.put(key, setting.group(2));
            }
        }
        return sections;
    }
}
