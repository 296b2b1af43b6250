package io.microcontainer.run.state;

import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.api.oci.runtime.ContainerStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * What commands show of a container. The JSON forms are runc's, field by field, because engines read them; the fields that
 * the runtime-spec (runtime.md, State) names are among them.
 *
 * @param ociVersion  version of the runtime-spec that its config obeys
 * @param id          its name
 * @param pid         its first process, 0 once that has ended
 * @param status      where it stands
 * @param bundle      its bundle
 * @param rootfs      its root file system
 * @param created     when create began
 * @param annotations of its config
 * @param owner       name of the user who created it, empty where nobody asked for it
 */
public record ContainerState(String ociVersion, String id, int pid, ContainerStatus status, Path bundle, Path rootfs,
        Instant created, Map<String, String> annotations, String owner) implements JsonWritable {

    public ContainerState {
        annotations = Map.copyOf(annotations);
    }

    static ContainerState of(ContainerRecord container, ContainerStatus status, String owner) {
        return new ContainerState(container.ociVersion(), container.id().text(),
                status == ContainerStatus.STOPPED ? 0 : container.initPid(), status, container.bundle(), container.rootfs(),
                container.created(), container.annotations(), owner);
    }

    @Override
    public void write(JsonFields out) {
        out.string("ociVersion", ociVersion)
                .string("id", id)
                .number("pid", pid)
                .word("status", status)
                .string("bundle", bundle.toString())
                .string("rootfs", rootfs.toString())
                .string("created", Rfc3339.nano(created))
                .stringMap("annotations", annotations)
                .string("owner", owner);
    }

    /** What {@code state} prints: indented, without a line end after it. */
    public String json() {
        return new String(JsonText.pretty(this), StandardCharsets.UTF_8).stripTrailing();
    }
}
