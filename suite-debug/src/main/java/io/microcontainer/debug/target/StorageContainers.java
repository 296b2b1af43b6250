package io.microcontainer.debug.target;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The containers of engines that keep them in a containers/storage, Podman and CRI-O: the run root holds
 * {@code DRIVER-containers/ID/userdata/pidfile} while one runs, the graph root {@code DRIVER-containers/containers.json} with the
 * names. The monitor, conmon, is each one's parent.
 */
public final class StorageContainers implements ContainerSource {

    private static final String ALL = "-containers";

    private final String engine;
    private final Path runRoot;
    private final Path graphRoot;

    /**
     * @param engine    how Podman is called there, as {@code podman}
     * @param runRoot   as {@code /run/containers/storage}
     * @param graphRoot as {@code /var/lib/containers/storage}
     */
    public StorageContainers(String engine, Path runRoot, Path graphRoot) {
        this.engine = engine;
        this.runRoot = runRoot;
        this.graphRoot = graphRoot;
    }

    @Override
    public Found running(Wanted wanted) {
        List<Target> targets = new ArrayList<>();
        for (Path driver : StateFile.directories(runRoot)) {
            String kind = driver.getFileName().toString();
            if (kind.endsWith(ALL)) {
                Map<String, List<String>> names = names(graphRoot.resolve(kind).resolve("containers.json"));
                for (Path container : StateFile.directories(driver)) {
                    String id = container.getFileName().toString();
                    List<String> own = names.getOrDefault(id, List.of());
                    if (StateFile.isName(id) && wanted.test(id, own)) {
                        StateFile.pid(container.resolve("userdata/pidfile")).flatMap(pid -> StateFile.childOf("conmon", pid))
                                .ifPresent(s -> targets.add(new Target(engineOf(own), id, own, s.pid(), s.startTime(), "running")));
                    }
                }
            }
        }
        return Found.of(targets);
    }

    /** CRI-O names a container {@code k8s_CONTAINER_POD_NAMESPACE_UID_ATTEMPT}, as the kubelet's Docker shim did. */
    private String engineOf(List<String> names) {
        return names.stream().anyMatch(n -> n.startsWith("k8s_")) ? "cri-o" : engine;
    }

    private static Map<String, List<String>> names(Path file) {
        Map<String, List<String>> names = new HashMap<>();
        for (JsonNode container : StateFile.json(file)) {
            names.put(container.path("id").asText(), StateFile.names(container.path("names")));
        }
        return names;
    }
}
