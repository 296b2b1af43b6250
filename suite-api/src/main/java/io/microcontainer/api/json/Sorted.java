package io.microcontainer.api.json;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Immutable sorted copies. {@link Map#copyOf} iterates in another order in every run, and so would what is made from it. */
public final class Sorted {

    private Sorted() {
    }

    /** The map sorted by key. */
    public static <V> SortedMap<String, V> map(Map<String, ? extends V> values) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** The strings sorted, each once. */
    public static SortedSet<String> set(Collection<String> values) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(values));
    }
}
