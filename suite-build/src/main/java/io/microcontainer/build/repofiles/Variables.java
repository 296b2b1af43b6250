package io.microcontainer.build.repofiles;

import io.microcontainer.build.BuildException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Variables in the settings of repositories: {@code $releasever}, {@code $basearch}, {@code $arch} and those of the host. */
public final class Variables {

    private static final Pattern USE = Pattern.compile("\\$(?:\\{([A-Za-z0-9_]+)(?::([-+])([^{}$]*))?\\}|([A-Za-z0-9_]+))");

    private final Map<String, String> values;

    /** @param values by name */
    public Variables(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /** These, and others that go before them. */
    public Variables with(Map<String, String> others) {
        Map<String, String> all = new HashMap<>(values);
        all.putAll(others);
        return new Variables(all);
    }

    /**
     * Fills in what a text uses: {@code $name}, {@code ${name}}, {@code ${name:-if it is unset}}, {@code ${name:+if it is set}}.
     *
     * @param what the text's name for messages
     * @throws BuildException if a variable is unknown
     */
    public String fill(String text, String what) {
        Matcher use = USE.matcher(text);
        var out = new StringBuilder();
        while (use.find()) {
            String name = use.group(1) == null ? use.group(4) : use.group(1);
            String value = values.get(name);
            if ("-".equals(use.group(2))) {
                value = value == null || value.isEmpty() ? use.group(3) : value;
            } else if ("+".equals(use.group(2))) {
                value = value == null || value.isEmpty() ? "" : use.group(3);
            }
            if (value == null) {
                throw new BuildException(what + " is " + text + ", but the variable $" + name + " is not known here; set it under `vars`");
            }
            use.appendReplacement(out, Matcher.quoteReplacement(value));
        }
        return use.appendTail(out).toString();
    }

    /** What yum calls an architecture in URLs, {@code $basearch} of dnf. */
    static String baseArchitecture(String architecture) {
        return switch (architecture) {
            case "i386", "i486", "i586", "i686" -> "i386";
            case "armv7hl", "armv7hnl" -> "armhfp";
            default -> architecture;
        };
    }
}
