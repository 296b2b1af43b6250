package io.microcontainer.run.systemd;

import io.microcontainer.run.RunException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Properties of the scope that annotations of the config give: {@code org.systemd.property.TimeoutStopUSec} with a value in the
 * text form of GVariant, as runc and crun take it: {@code 'text'}, {@code true}, {@code 5}, {@code uint64 5}, {@code ['a', 'b']}.
 */
public final class AnnotationProperties {

    private static final String PREFIX = "org.systemd.property.";
    private static final Map<String, Character> TYPES = Map.of("byte", 'y', "int16", 'n', "uint16", 'q', "int32", 'i', "uint32", 'u',
            "int64", 'x', "uint64", 't');

    private final String key;
    private final String text;
    private int at;

    private AnnotationProperties(String key, String text) {
        this.key = key;
        this.text = text;
    }

    /** The properties among a config's annotations. */
    public static List<UnitProperty> of(Map<String, String> annotations) {
        List<UnitProperty> properties = new ArrayList<>();
        annotations.forEach((key, value) -> {
            if (key.startsWith(PREFIX)) {
                properties.add(property(key, key.substring(PREFIX.length()), value));
            }
        });
        return properties;
    }

    private static UnitProperty property(String key, String name, String value) {
        if (name.length() < 3 || !name.chars().allMatch(c -> c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z')) {
            throw new RunException("annotations: " + key + ": '" + name + "' is no name of a property of systemd: letters only");
        }
        UnitProperty property = new AnnotationProperties(key, value).parse(name);
        // systemd's files say …Sec where its D-Bus interface says …USec.
        boolean seconds = name.endsWith("Sec") && Character.isLowerCase(name.charAt(name.length() - 4));
        if (seconds && property instanceof UnitProperty.Number number) {
            return UnitProperty.unsigned(name.substring(0, name.length() - 3) + "USec", Math.multiplyExact(number.value(), 1_000_000L));
        }
        return property;
    }

    private UnitProperty parse(String name) {
        UnitProperty property = switch (peek()) {
            case '\'', '"' -> new UnitProperty.Text(name, string());
            case '[' -> new UnitProperty.Texts(name, strings());
            default -> word(name);
        };
        if (peek() != 0) {
            throw wrong();
        }
        return property;
    }

    private UnitProperty word(String name) {
        String word = letters();
        if (word.equals("true") || word.equals("false")) {
            return new UnitProperty.Flag(name, word.equals("true"));
        }
        Character type = word.isEmpty() ? Character.valueOf('i') : TYPES.get(word);
        if (type == null) {
            throw wrong();
        }
        peek();
        int begin = at;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        try {
            String digits = text.substring(begin, at);
            return new UnitProperty.Number(name, type, type == 't' ? Long.parseUnsignedLong(digits) : Long.parseLong(digits));
        } catch (NumberFormatException e) {
            throw wrong();
        }
    }

    private String letters() {
        peek();
        int begin = at;
        if (at < text.length() && Character.isLetter(text.charAt(at))) {
            while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
                at++;
            }
        }
        return text.substring(begin, at);
    }

    private List<String> strings() {
        List<String> strings = new ArrayList<>();
        at++;
        while (peek() != ']') {
            if (!strings.isEmpty() && text.charAt(at++) != ',' || peek() != '\'' && peek() != '"') {
                throw wrong();
            }
            strings.add(string());
            if (peek() == 0) {
                throw wrong();
            }
        }
        at++;
        return strings;
    }

    private String string() {
        char quote = text.charAt(at++);
        StringBuilder string = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length()) {
                c = text.charAt(at++);
            }
            string.append(c);
        }
        if (at++ >= text.length()) {
            throw wrong();
        }
        return string.toString();
    }

    /** The next character that is no space; 0 at the end. */
    private char peek() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private RunException wrong() {
        return new RunException("annotations: " + key + ": " + text + " is no value such as 'text', true, uint64 5 or ['a', 'b']");
    }
}
