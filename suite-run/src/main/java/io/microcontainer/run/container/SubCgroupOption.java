package io.microcontainer.run.container;

import io.microcontainer.run.RunException;
import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.state.ContainerRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code exec --cgroup}: {@code path} for all controllers, {@code controller[,controller]:path} for some on v1.
 *
 * @param controllers empty for all
 * @param path        below the container's own cgroup
 */
record SubCgroupOption(List<String> controllers, String path) {

    static SubCgroupOption parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? new SubCgroupOption(List.of(), text)
                : new SubCgroupOption(List.of(text.substring(0, colon).split(",")), text.substring(colon + 1));
    }

    void join(ContainerRecord container, int pid) {
        Map<String, Path> chosen = new TreeMap<>(container.cgroups());
        if (!controllers.isEmpty()) {
            for (String controller : controllers) {
                if (!chosen.containsKey(controller)) {
                    throw new RunException("--cgroup: unknown controller " + controller + ": container " + container.id() + " has no cgroup of it");
                }
            }
            chosen.keySet().retainAll(controllers);
        }
        Cgroup.of(chosen).add(pid, path);
    }
}
