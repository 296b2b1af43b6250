package io.microcontainer.api.json;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A place in a JSON document, written {@code $.mounts[2].options[1]}; a name that is not a plain word is quoted:
 * {@code $.annotations['org.example.key']}.
 */
public final class JsonPath {

    /** The whole document, {@code $}. */
    public static final JsonPath ROOT = new JsonPath(null, null, -1);

    /** Names longer than this are cut in messages: the document may be hostile. */
    private static final int MAX_NAME_SHOWN = 80;

    private final JsonPath parent;
    private final String name;
    private final int index;

    private JsonPath(JsonPath parent, String name, int index) {
        this.parent = parent;
        this.name = name;
        this.index = index;
    }

    /** The place of a field of the object at this place. */
    public JsonPath field(String fieldName) {
        return new JsonPath(this, fieldName, -1);
    }

    /** The place of an element, counted from 0, of the list at this place. */
    public JsonPath element(int position) {
        return new JsonPath(this, null, position);
    }

    /** The steps from the root: a String is a field's name, an Integer an element's position. */
    Deque<Object> steps() {
        Deque<Object> steps = new ArrayDeque<>();
        for (JsonPath at = this; at.parent != null; at = at.parent) {
            steps.addFirst(at.name != null ? at.name : Integer.valueOf(at.index));
        }
        return steps;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("$");
        for (Object step : steps()) {
            if (step instanceof String word) {
                if (isPlain(word)) {
                    text.append('.').append(word);
                } else {
                    text.append("['").append(Quoted.clean(word, MAX_NAME_SHOWN)).append("']");
                }
            } else {
                text.append('[').append(step).append(']');
            }
        }
        return text.toString();
    }

    private static boolean isPlain(String word) {
        if (word.isEmpty() || word.length() > MAX_NAME_SHOWN) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
            if (!letter && !(i > 0 && c >= '0' && c <= '9')) {
                return false;
            }
        }
        return true;
    }
}
