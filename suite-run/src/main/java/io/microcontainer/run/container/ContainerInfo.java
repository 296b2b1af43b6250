package io.microcontainer.run.container;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code state} and {@code list} show of a container.
 *
 * @param ociVersion  version of the runtime-spec that the state obeys
 * @param id          its name
 * @param pid         process id of its init, 0 once that has ended
 * @param status      where it is in its life
 * @param bundle      directory of its config.json
 * @param rootfs      its root directory
 * @param created     when it was created
 * @param owner       name of the user who created it, or the number where it has no name
 * @param annotations those of its config
 */
public record ContainerInfo(String ociVersion, String id, int pid, ContainerStatus status, Path bundle, Path rootfs,
        Instant created, String owner, Map<String, String> annotations) {

    public ContainerInfo {
        annotations = new TreeMap<>(annotations);
    }
}
