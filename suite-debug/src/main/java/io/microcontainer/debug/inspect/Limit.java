package io.microcontainer.debug.inspect;

import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonWritable;

/**
 * What a cgroup lets a container use, beside what it uses.
 *
 * @param what  as {@code memory}
 * @param used  in the unit, as the kernel's file tells it
 * @param limit in the unit; null without a limit
 * @param unit  {@code bytes}, empty for a number, or {@code microseconds of a second}
 */
public record Limit(String what, Long used, Long limit, String unit) implements JsonWritable {

    private static final long KIB = 1024;

    @Override
    public void write(JsonFields out) {
        out.string("what", what).number("used", used).number("limit", limit).string("unit", unit);
    }

    /** As {@code memory   12.0 MiB of 64.0 MiB (18%)}. */
    String text() {
        String text = (used == null ? "?" : show(used)) + (limit == null ? ", no limit" : " of " + show(limit));
        return limit == null || used == null || limit == 0 ? text : text + " (" + used * 100 / limit + "%)";
    }

    private String show(long value) {
        if (!unit.equals("bytes")) {
            return (value + " " + unit).strip();
        }
        String[] units = { "B", "KiB", "MiB", "GiB", "TiB" };
        double amount = value;
        int i = 0;
        while (amount >= KIB && i < units.length - 1) {
            amount /= KIB;
            i++;
        }
        return i == 0 ? value + " B" : Math.round(amount * 10) / 10.0 + " " + units[i];
    }
}
