package io.microcontainer.build.spec;

import io.microcontainer.build.BuildException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The keys of one YAML mapping, each taken once and with its type checked. Null means that a key is not given. Numbers and
 * truth values are taken for texts as they are written, so that {@code user: 10:10} is no number of base sixty.
 */
final class YamlFields {

    private final String source;
    private final String where;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> keys = new LinkedHashMap<>();
    private final List<String> known = new ArrayList<>();

    /**
     * @param where the path of this mapping for messages, empty or with a dot at its end
     */
    YamlFields(String source, String where, MappingNode mapping) {
        this.source = source;
        this.where = where;
        for (NodeTuple each : mapping.getValue()) {
            if (!(each.getKeyNode() instanceof ScalarNode key)) {
                throw error(each.getKeyNode(), "a key must be a word");
            }
            if (values.putIfAbsent(key.getValue(), each.getValueNode()) != null) {
                throw error(key, "the key `" + where + key.getValue() + "` is there twice");
            }
            keys.put(key.getValue(), key);
        }
    }

    String text(String key) {
        Node value = take(key);
        return value == null ? "" : scalar(value, where + key, "a text");
    }

    boolean flag(String key) {
        Node value = take(key);
        if (value == null) {
            return false;
        }
        if (value instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
            return scalar.getValue().toLowerCase(Locale.ROOT).matches("true|yes|on");
        }
        throw error(value, "`" + where + key + "` is " + kind(value) + ", expected true or false");
    }

    List<String> texts(String key) {
        Node value = take(key);
        List<String> out = new ArrayList<>();
        if (value == null) {
            return out;
        }
        if (!(value instanceof SequenceNode list)) {
            throw error(value, "`" + where + key + "` is " + kind(value) + ", expected a list: put each item on a line of its own after \"- \"");
        }
        for (Node each : list.getValue()) {
            String text = isNull(each) ? "" : scalar(each, where + key + "[" + out.size() + "]", "a text");
            out.add(text);
        }
        return out;
    }

    /** A list of texts, or one text that stands for a list of one. */
    List<String> textOrTexts(String key) {
        if (values.get(key) instanceof ScalarNode) {
            String text = text(key);
            return text.isEmpty() ? List.of() : List.of(text);
        }
        return texts(key);
    }

    /** A list whose items are texts or mappings; items of which nothing (null) is made are left out. */
    <T> List<T> items(String key, Function<String, T> ofText, Function<YamlFields, T> ofMapping) {
        Node value = take(key);
        List<T> out = new ArrayList<>();
        if (value == null) {
            return out;
        }
        if (!(value instanceof SequenceNode list)) {
            throw error(value, "`" + where + key + "` is " + kind(value) + ", expected a list: put each item on a line of its own after \"- \"");
        }
        int number = 0;
        for (Node each : list.getValue()) {
            String path = where + key + "[" + number++ + "]";
            T item = each instanceof MappingNode mapping ? ofMapping.apply(new YamlFields(source, path + ".", mapping))
                    : ofText.apply(isNull(each) ? "" : scalar(each, path, "a text or a mapping"));
            if (item != null) {
                out.add(item);
            }
        }
        return out;
    }

    SortedMap<String, String> textMap(String key) {
        SortedMap<String, String> out = new TreeMap<>();
        YamlFields fields = fields(key);
        if (fields != null) {
            fields.values.forEach((name, value) -> out.put(name, isNull(value) ? "" : scalar(value, where + key + "." + name, "a text")));
        }
        return out;
    }

    /** A mapping whose values say nothing, or a list. */
    SortedSet<String> keySet(String key) {
        if (values.get(key) instanceof SequenceNode) {
            return new TreeSet<>(texts(key));
        }
        YamlFields fields = fields(key);
        if (fields == null) {
            return new TreeSet<>();
        }
        fields.values.forEach((name, value) -> {
            if (!isNull(value) && !(value instanceof MappingNode mapping && mapping.getValue().isEmpty())) {
                throw error(value, "`" + where + key + "." + name + "` is " + kind(value) + ", expected {}");
            }
        });
        return new TreeSet<>(fields.values.keySet());
    }

    /** Whether a key has a mapping. */
    boolean isMapping(String key) {
        return values.get(key) instanceof MappingNode;
    }

    /** A mapping, or null. */
    YamlFields fields(String key) {
        Node value = take(key);
        if (value == null) {
            return null;
        }
        if (value instanceof MappingNode mapping) {
            return new YamlFields(source, where + key + ".", mapping);
        }
        throw error(value, "`" + where + key + "` is " + kind(value) + ", expected a mapping of keys to values");
    }

    /** Refuses keys that nobody has asked for; to be called last. */
    void refuseUnknown() {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                String hint = Suggestion.nearest(key, known).map(near -> ": did you mean `" + where + near + "`?")
                        .orElse("; known are " + String.join(", ", known));
                throw error(keys.get(key), "unknown key `" + where + key + "`", hint);
            }
        }
    }

    /** An error about a key's value, to be thrown by the caller. */
    BuildException wrong(String key, String problem) {
        return error(values.getOrDefault(key, keys.get(key)), "`" + where + key + "` " + problem);
    }

    /** An error about this mapping as a whole, to be thrown by the caller. */
    BuildException lacks(String problem) {
        return keys.isEmpty() ? new BuildException(source + ": " + problem) : error(keys.values().iterator().next(), problem);
    }

    private Node take(String key) {
        known.add(key);
        Node value = values.get(key);
        return value == null || isNull(value) ? null : value;
    }

    private String scalar(Node value, String path, String expected) {
        if (value instanceof ScalarNode scalar) {
            if (scalar.getValue().indexOf('\0') >= 0) {
                throw error(value, "`" + path + "` holds a NUL character");
            }
            return scalar.getValue();
        }
        throw error(value, "`" + path + "` is " + kind(value) + ", expected " + expected);
    }

    private static boolean isNull(Node value) {
        return value.getTag().equals(Tag.NULL);
    }

    private static String kind(Node value) {
        return switch (value) {
            case MappingNode _ -> "a mapping";
            case SequenceNode _ -> "a list";
            default -> "the text \"" + ((ScalarNode) value).getValue() + "\"";
        };
    }

    private BuildException error(Node at, String problem) {
        return error(at, problem, "");
    }

    private BuildException error(Node at, String problem, String hint) {
        return new BuildException(source + ": " + problem + " at line " + (at.getStartMark().getLine() + 1) + hint);
    }
}
