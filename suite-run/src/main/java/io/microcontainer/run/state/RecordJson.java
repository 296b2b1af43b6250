package io.microcontainer.run.state;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonText;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.TreeMap;

/** The form of state.json. It is railcar's own: other tools read {@code railcar state}. */
final class RecordJson {

    /** Raised when a field changes its meaning; fields may be added without. */
    private static final int VERSION = 1;

    private RecordJson() {
    }

    static byte[] write(ContainerRecord container) {
        return JsonText.compact(out -> fields(container, out));
    }

    private static void fields(ContainerRecord container, JsonFields out) {
        out.number("version", VERSION)
                .string("id", container.id().text())
                .string("ociVersion", container.ociVersion())
                .string("bundle", container.bundle().toString())
                .string("rootfs", container.rootfs().toString())
                .number("initPid", container.initPid())
                .number("initStartTime", container.initStartTime())
                .string("created", container.created().toString())
                .number("ownerUid", container.ownerUid())
                .stringMap("annotations", container.annotations())
                .stringMap("cgroups", texts(container.cgroups()))
                .flag("ownsCgroup", container.ownsCgroup())
                .flag("sharedCgroup", container.sharedCgroup())
                .flag("ownProcessIds", container.ownProcessIds())
                .string("systemdUnit", container.systemdUnit())
                .flag("rootless", container.rootless())
                .flag("terminal", container.terminal())
                .stringMap("namespaces", texts(container.namespaces()))
                .strings("descriptors", container.descriptors());
    }

    /** @throws io.microcontainer.api.json.JsonException if the text is not a record of this version and container */
    static ContainerRecord read(byte[] text, Path file, ContainerId id) {
        return JsonDocument.parse(text, file.toString()).object(in -> read(in, id));
    }

    private static ContainerRecord read(JsonObject in, ContainerId id) {
        int version = in.requiredInt32("version");
        if (version != VERSION) {
            throw in.error("version", "it is of format " + version + ", and this railcar reads format " + VERSION
                    + "; use the railcar that created the container");
        }
        if (!in.requiredString("id").equals(id.text())) {
            throw in.error("id", "it is another container's");
        }
        return new ContainerRecord(id, in.requiredString("ociVersion"),
                in.requiredParsed("bundle", Path::of), in.requiredParsed("rootfs", Path::of), in.requiredInt32("initPid"),
                in.requiredInt64("initStartTime"), in.requiredParsed("created", RecordJson::time),
                in.requiredInt32("ownerUid"), in.stringMap("annotations"), paths(in.stringMap("cgroups")),
                in.flag("ownsCgroup"), in.flag("sharedCgroup"), in.flag("ownProcessIds"), in.string("systemdUnit"), in.flag("rootless"), in.flag("terminal"),
                paths(in.stringMap("namespaces")), in.strings("descriptors"));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("it is no time in UTC", e);
        }
    }

    private static Map<String, String> texts(Map<String, Path> paths) {
        Map<String, String> texts = new TreeMap<>();
        paths.forEach((key, path) -> texts.put(key, path.toString()));
        return texts;
    }

    private static Map<String, Path> paths(Map<String, String> texts) {
        Map<String, Path> paths = new TreeMap<>();
        texts.forEach((key, text) -> paths.put(key, Path.of(text)));
        return paths;
    }
}
