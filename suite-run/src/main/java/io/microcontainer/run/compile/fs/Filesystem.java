package io.microcontainer.run.compile.fs;

import java.util.ArrayList;
import java.util.List;

/**
 * A new file system to mount.
 *
 * @param type       as in /proc/filesystems
 * @param source     device or name; empty for none
 * @param parameters for the file system's own parser, {@code key} or {@code key=value}
 * @param superblock flags of the file system by the name that fsconfig(2) takes
 * @param attributes of its mount
 */
record Filesystem(String type, String source, List<String> parameters, List<String> superblock,
        AttributeChange attributes) {

    /** Longest value that fsconfig(2) takes. */
    private static final int LONGEST_VALUE = 255;

    Filesystem {
        parameters = List.copyOf(parameters);
        superblock = List.copyOf(superblock);
    }

    /** The file system of a mount of the configuration; read-only also in itself where it is not filled later. */
    static Filesystem of(MountEntry entry, boolean readonlyLater, String label) {
        MountOptions options = entry.options();
        List<String> parameters = new ArrayList<>();
        options.data().forEach(d -> parameters.addAll(List.of(d.split(","))));
        if (!label.isEmpty()) {
            parameters.add("context=" + label);
        }
        List<String> superblock = new ArrayList<>(options.superblock());
        AttributeChange attributes = options.attributes();
        if (readonlyLater) {
            attributes = attributes.writable();
        } else if (options.readonly()) {
            superblock.add("ro");
        }
        String source = entry.mount().source() == null ? "" : entry.mount().source();
        return new Filesystem(entry.type(), source.isEmpty() ? entry.type() : source, parameters, superblock,
                attributes);
    }

    /** Whether a value is too long for fsconfig(2), as the layers of an overlay may be; mount(2) takes a page. */
    boolean needsMountCall() {
        return source.length() > LONGEST_VALUE
                || parameters.stream().anyMatch(p -> p.length() - p.indexOf('=') - 1 > LONGEST_VALUE);
    }
}
