package io.microcontainer.app.cli.manual;

import java.util.Locale;

/** Text in the man macros (man(7)). */
final class Roff {

    private final StringBuilder text = new StringBuilder();

    /** Begins the page: its name, section 1, and whose it is. */
    Roff title(String name, String date, String version) {
        return line(".TH " + quoted(name.toUpperCase(Locale.ROOT)) + " 1 \"" + date + "\" " + quoted("microcontainer " + version)
                + " " + quoted("Microcontainers"));
    }

    Roff section(String heading) {
        return line(".SH " + heading);
    }

    Roff paragraph(String words) {
        return line(".PP").words(words);
    }

    /** What stands at the margin, in roff, and an indented text. */
    Roff item(String tag, String words) {
        return line(".TP").line(tag).words(words);
    }

    /** Plain words. */
    Roff words(String words) {
        for (String each : words.split("\n")) {
            line(escaped(each.strip()));
        }
        return this;
    }

    /** Roff as it is. */
    Roff line(String roff) {
        if (!roff.isEmpty()) {
            text.append(roff).append('\n');
        }
        return this;
    }

    /** A word in bold, as what is typed is shown. */
    static String bold(String word) {
        return "\\fB" + escaped(word) + "\\fR";
    }

    /** A word in italics, as what stands for something else is shown. */
    static String italic(String word) {
        return "\\fI" + escaped(word) + "\\fR";
    }

    /** Hyphens that are typed, and nothing that troff would take for a request. */
    static String escaped(String words) {
        String plain = words.replace("\\", "\\e").replace("-", "\\-");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }

    private static String quoted(String words) {
        return '"' + words.replace("-", "\\-") + '"';
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
