package io.microcontainer.build.tar;

import io.microcontainer.build.tree.ByteText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Extended header records of pax(1): {@code LENGTH KEYWORD=VALUE\n}. */
final class PaxRecords {

    private static final String SCHILY = "SCHILY.xattr.";
    private static final String LIBARCHIVE = "LIBARCHIVE.xattr.";
    private static final int MAX_NUMBER = 20;

    private final Map<String, String> values;
    /** Offsets and lengths of GNU's sparse format 0.0, which repeats its keywords. */
    private final List<Long> sparse = new ArrayList<>();

    PaxRecords() {
        values = new LinkedHashMap<>();
    }

    /** These records put over others. */
    static PaxRecords parse(byte[] bytes, PaxRecords below) throws MalformedTar {
        var out = new PaxRecords();
        out.values.putAll(below.values);
        int at = 0;
        while (at < bytes.length && bytes[at] != 0) {
            int space = at;
            while (space < bytes.length && bytes[space] >= '0' && bytes[space] <= '9' && space - at < 8) {
                space++;
            }
            if (space == at || space == bytes.length || bytes[space] != ' ') {
                throw new MalformedTar("an extended header record does not begin with its length");
            }
            int end = at + Integer.parseInt(ByteText.decode(bytes, at, space - at));
            if (end <= space + 1 || end > bytes.length || bytes[end - 1] != '\n') {
                throw new MalformedTar("an extended header record has a wrong length");
            }
            out.add(ByteText.decode(bytes, space + 1, end - space - 2));
            at = end;
        }
        return out;
    }

    private void add(String record) throws MalformedTar {
        int equals = record.indexOf('=');
        if (equals < 1) {
            throw new MalformedTar("an extended header record has no keyword");
        }
        String key = record.substring(0, equals);
        String value = record.substring(equals + 1);
        if (key.equals("GNU.sparse.offset") || key.equals("GNU.sparse.numbytes")) {
            sparse.add(number(key, value));
        } else if (value.isEmpty()) {
            values.remove(key);
        } else {
            values.put(key, value);
        }
    }

    String text(String key) {
        return values.get(key);
    }

    /** A number, or null if absent. */
    Long number(String key) throws MalformedTar {
        String value = values.get(key);
        return value == null ? null : (Long) number(key, value);
    }

    /** A number, or another if absent. */
    long numberOr(String key, long absent) throws MalformedTar {
        Long value = number(key);
        return value == null ? absent : value;
    }

    /** The whole seconds of {@code mtime}, which may lie before 1970; the header's if absent. */
    long time(long header) {
        String value = values.get("mtime");
        return value != null && value.matches("-?[0-9]{1,15}(\\.[0-9]*)?") ? Long.parseLong(value.replaceFirst("\\..*", "")) : header;
    }

    /** The map of GNU's sparse formats 0.0 and 0.1: offsets and lengths in turn; null if there is none. */
    List<Long> sparseMap() throws MalformedTar {
        String map = values.get("GNU.sparse.map");
        if (map == null) {
            return sparse.isEmpty() ? null : sparse;
        }
        List<Long> out = new ArrayList<>();
        for (String each : map.split(",")) {
            out.add(number("GNU.sparse.map", each));
        }
        return out;
    }

    SortedMap<String, String> xattrs() {
        SortedMap<String, String> out = new TreeMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(SCHILY)) {
                out.put(key.substring(SCHILY.length()), value);
            } else if (key.startsWith(LIBARCHIVE)) {
                try {
                    String name = URLDecoder.decode(key.substring(LIBARCHIVE.length()), StandardCharsets.UTF_8);
                    out.putIfAbsent(name, ByteText.decode(Base64.getMimeDecoder().decode(value)));
                } catch (IllegalArgumentException _) {
                    // An attribute that cannot be read is no attribute.
                }
            }
        });
        return out;
    }

    private static long number(String key, String value) throws MalformedTar {
        if (!value.matches("[0-9]{1," + MAX_NUMBER + "}(\\.[0-9]*)?")) {
            throw new MalformedTar("the extended header " + key + " is no number");
        }
        try {
            int point = value.indexOf('.');
            return Long.parseLong(point < 0 ? value : value.substring(0, point));
        } catch (NumberFormatException _) {
            throw new MalformedTar("the extended header " + key + " is too large");
        }
    }
}
