package io.microcontainer.debug.target;

import io.microcontainer.debug.DebugException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Ids of a user namespace and what they are outside, as uid_map and gid_map write them (user_namespaces(7)).
 *
 * @param ranges in the file's order
 */
public record IdMap(List<Range> ranges) {

    /** Some ids in a row: {@code inside + i} is {@code outside + i} for i below {@code count}. */
    public record Range(long inside, long outside, long count) {
    }

    public IdMap {
        ranges = List.copyOf(ranges);
    }

    /** Reads the text of a map file. */
    public static IdMap parse(String text) {
        List<Range> ranges = new ArrayList<>();
        for (String line : text.split("\n")) {
            String[] fields = line.strip().split("\\s+");
            if (fields.length == 3) {
                ranges.add(new Range(Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2])));
            }
        }
        return new IdMap(ranges);
    }

    /** What an id of the outside is inside, if anything. */
    public OptionalLong inside(long id) {
        return ranges.stream().filter(r -> id >= r.outside && id - r.outside < r.count)
                .mapToLong(r -> r.inside + id - r.outside).findFirst();
    }

    /** What an id of the inside is outside, if anything. */
    public OptionalLong outside(long id) {
        return ranges.stream().filter(r -> id >= r.inside && id - r.inside < r.count)
                .mapToLong(r -> r.outside + id - r.inside).findFirst();
    }

    /** The id for a privileged process: 0 where it is mapped, else the first that is. */
    public long privileged() {
        if (ranges.isEmpty()) {
            throw new DebugException("the target's user namespace maps no ids, and nobody can be root there: "
                    + "enter it with the caller's user namespace");
        }
        return outside(0).isPresent() ? 0 : ranges.getFirst().inside;
    }
}
