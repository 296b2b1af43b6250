package io.microcontainer.build.deb;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Reads paragraphs of {@code Field: value} lines, whose values go on in lines that begin with a blank (deb822(5)). */
public final class ControlFile {

    private static final int MOST_CHARACTERS = 8 << 20;

    private final BufferedReader in;

    /** Reads from a stream of text, which is not closed. */
    public ControlFile(BufferedReader in) {
        this.in = in;
    }

    /**
     * The fields of the next paragraph, names in small letters; null at the end.
     *
     * @throws IOException if the text fails or a paragraph is larger than any that is meant well
     */
    public Map<String, String> next() throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        String name = null;
        long length = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            length += line.length();
            if (length > MOST_CHARACTERS) {
                throw new IOException("a paragraph of more than " + MOST_CHARACTERS + " characters");
            }
            if (line.isBlank()) {
                if (!fields.isEmpty()) {
                    return fields;
                }
            } else if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
                if (name != null) {
                    fields.merge(name, "\n" + line.strip(), String::concat);
                }
            } else if (line.charAt(0) != '#') {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    name = line.substring(0, colon).toLowerCase(Locale.ROOT);
                    fields.put(name, line.substring(colon + 1).strip());
                }
            }
        }
        return fields.isEmpty() ? null : fields;
    }
}
