package io.microcontainer.run.cgroup;

import io.microcontainer.api.oci.runtime.resources.DeviceRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A container's devices in the words of systemd's DeviceAllow (systemd.resource-control(5)), which knows only what is allowed. */
public final class DeviceUnits {

    /**
     * One entry.
     *
     * @param node   {@code /dev/char/1:3}, {@code char-136} for all of a major number, or {@code block-*}
     * @param access letters of {@code rwm}
     */
    public record Entry(String node, String access) {
    }

    private DeviceUnits() {
    }

    /**
     * What the rules and every container's defaults allow. Devices of one minor number under all major ones cannot be said
     * and are left out: the cgroup's own rules still allow them.
     *
     * @return empty if all devices are allowed, or more than systemd could say
     */
    public static Optional<List<Entry>> allowed(List<DeviceRule> rules) {
        DeviceAccess access = DeviceAccess.of(rules);
        if (access.allowedByDefault()) {
            return Optional.empty();
        }
        List<Entry> entries = new ArrayList<>();
        for (DeviceLine line : access.exceptions()) {
            String kind = line.type() == DeviceLine.Type.BLOCK ? "block" : "char";
            String letters = line.toString();
            letters = letters.substring(letters.lastIndexOf(' ') + 1);
            if (line.major() == DeviceLine.ANY) {
                if (line.minor() == DeviceLine.ANY) {
                    entries.add(new Entry(kind + "-*", letters));
                }
            } else if (line.minor() == DeviceLine.ANY) {
                entries.add(new Entry(kind + "-" + line.major(), letters));
            } else {
                entries.add(new Entry("/dev/" + kind + "/" + line.major() + ":" + line.minor(), letters));
            }
        }
        return Optional.of(entries);
    }
}
