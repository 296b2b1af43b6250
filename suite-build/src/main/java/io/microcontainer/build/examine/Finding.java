package io.microcontainer.build.examine;

import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.TreePath;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What breaks a property.
 *
 * @param property that is broken
 * @param sentence what breaks it, without places
 * @param places   where
 */
public record Finding(Property property, String sentence, List<TreePath> places) {

    private static final int MOST_NAMED = 5;

    public Finding {
        places = List.copyOf(places);
    }

    static Finding of(Property property, String sentence, Collection<TreePath> places) {
        return new Finding(property, sentence, List.copyOf(places));
    }

    /** The sentence with the first places. */
    @Override
    public String toString() {
        if (places.isEmpty()) {
            return sentence;
        }
        int more = places.size() - MOST_NAMED;
        return sentence + ": " + places.stream().limit(MOST_NAMED).map(each -> ByteText.printable(each.toString())).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }
}
