package io.microcontainer.build.elf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A library that a program opens with dlopen(3), as it says in its ELF note: the dlopen metadata specification of
 * systemd (type {@code 0x407c0c0a}, owner {@code FDO}).
 *
 * @param sonames  names of the library, of which the program takes the first that it finds
 * @param feature  what it is for; may be empty
 * @param priority how much the program needs it
 */
public record DlopenNote(List<String> sonames, String feature, Priority priority) {

    /** {@code n_type} of the note. */
    public static final int TYPE = 0x407c0c0a;

    private static final JsonMapper JSON = new JsonMapper();

    public DlopenNote {
        sonames = List.copyOf(sonames);
    }

    /** How much a program needs a library. */
    public enum Priority {
        /** It does not work without. */
        REQUIRED,
        /** Usually wanted; also when the note names none. */
        RECOMMENDED,
        /** For few users. */
        SUGGESTED
    }

    /** The entries of a note's value; entries that do not follow the specification are left out. */
    static List<DlopenNote> parse(byte[] value) {
        String text = new String(value, StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        List<DlopenNote> out = new ArrayList<>();
        try {
            for (JsonNode each : JSON.readTree(end < 0 ? text : text.substring(0, end))) {
                List<String> sonames = new ArrayList<>();
                each.path("soname").forEach(name -> sonames.add(name.asText()));
                if (!sonames.isEmpty()) {
                    out.add(new DlopenNote(sonames, each.path("feature").asText(""),
                            priority(each.path("priority").asText(""))));
                }
            }
        } catch (JsonProcessingException _) {
            return List.of();
        }
        return out;
    }

    private static Priority priority(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "required" -> Priority.REQUIRED;
            case "suggested" -> Priority.SUGGESTED;
            default -> Priority.RECOMMENDED;
        };
    }
}
