package io.microcontainer.debug.target;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The containers of engines that keep them in a containers/storage, Podman and CRI-O: the run root holds
 * {@code DRIVER-containers/ID/userdata/pidfile} while one runs, the graph root {@code DRIVER-containers/containers.json} with the
 * names. Those of containers that are not to outlive a boot, as of {@code podman run --rm}, are in {@code volatile-containers.json}
 * beside it, or in the run root for a transient store (containers-storage.conf(5)). The monitor, conmon or conmon-rs, is each one's
 * parent.
 */
public final class StorageContainers implements ContainerSource {

    private static final String ALL = "-containers";
    private static final String STABLE = "containers.json";
    private static final String VOLATILE = "volatile-containers.json";

    private static final Set<String> MONITORS = Set.of("conmon", "conmonrs");

    /** CRI-O's name of a container, {@code k8s_CONTAINER_POD_NAMESPACE_UID_ATTEMPT}; none of the parts can have a _ in Kubernetes. */
    private static final Pattern KUBERNETES = Pattern.compile("k8s_([^_]+)_([^_]+)_[^_]+_[^_]+_[0-9]+");

    /** CRI-O's word for the container that holds a pod's namespaces. */
    private static final String SANDBOX = "POD";

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
                Map<String, List<String>> names = names(List.of(graphRoot.resolve(kind).resolve(STABLE), graphRoot.resolve(kind).resolve(VOLATILE),
                        driver.resolve(VOLATILE)));
                for (Path container : StateFile.directories(driver)) {
                    String id = container.getFileName().toString();
                    List<String> own = names.getOrDefault(id, List.of());
                    if (StateFile.isName(id) && wanted.test(id, own)) {
                        StateFile.pid(container.resolve("userdata/pidfile")).flatMap(pid -> StateFile.childOf(MONITORS, pid))
                                .ifPresent(s -> targets.add(new Target(engineOf(own), id, own, s.pid(), s.startTime(), "running")));
                    }
                }
            }
        }
        return Found.of(targets);
    }

    private String engineOf(List<String> names) {
        return names.stream().anyMatch(n -> KUBERNETES.matcher(n).matches()) ? "cri-o" : engine;
    }

    private static Map<String, List<String>> names(List<Path> files) {
        Map<String, List<String>> names = new HashMap<>();
        for (Path file : files) {
            for (JsonNode container : StateFile.json(file)) {
                names.put(container.path("id").asText(), readable(StateFile.names(container.path("names"))));
            }
        }
        return names;
    }

    /** Before CRI-O's own name those by which its user knows the container: {@code POD/CONTAINER} and {@code CONTAINER}, and {@code POD}. */
    private static List<String> readable(List<String> names) {
        List<String> all = new ArrayList<>();
        for (String name : names) {
            Matcher parts = KUBERNETES.matcher(name);
            if (parts.matches()) {
                String container = parts.group(1);
                String pod = parts.group(2);
                all.addAll(container.equals(SANDBOX) ? List.of(pod) : List.of(pod + "/" + container, container));
            }
        }
        all.addAll(names);
        return all;
    }
}
