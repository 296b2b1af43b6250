package io.microcontainer.debug.target;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The containers of a containerd: its state directory holds {@code io.containerd.runtime.v2.task/NAMESPACE/ID} with
 * {@code init.pid} and the bundle's {@code config.json}, whose annotations hold the names of Kubernetes and nerdctl.
 */
public final class ContainerdContainers implements ContainerSource {

    private static final String CRI = "io.kubernetes.cri.";

    /** The parent of each container's first process, as far as the kernel keeps a command's name. */
    private static final Set<String> SHIM = Set.of("containerd-shim");

    private final Path tasks;

    /** @param state as {@code /run/containerd}; need not exist */
    public ContainerdContainers(Path state) {
        this.tasks = state.resolve("io.containerd.runtime.v2.task");
    }

    @Override
    public Found running(Wanted wanted) {
        List<Target> targets = new ArrayList<>();
        for (Path namespace : StateFile.directories(tasks)) {
            for (Path task : StateFile.directories(namespace)) {
                String id = task.getFileName().toString();
                List<String> names = StateFile.isName(id) ? names(StateFile.json(task.resolve("config.json")).path("annotations"))
                        : List.of();
                if (StateFile.isName(id) && wanted.test(id, names)) {
                    StateFile.pid(task.resolve("init.pid")).flatMap(pid -> StateFile.childOf(SHIM, pid)).ifPresent(s -> targets.add(
                            new Target("containerd/" + namespace.getFileName(), id, names, s.pid(), s.startTime(), "running")));
                }
            }
        }
        return Found.of(targets);
    }

    /** {@code POD/CONTAINER} and {@code CONTAINER} in Kubernetes, {@code POD} for a pod's own process. */
    private static List<String> names(JsonNode annotations) {
        List<String> names = new ArrayList<>();
        Optional<String> pod = name(annotations, CRI + "sandbox-name");
        Optional<String> container = name(annotations, CRI + "container-name");
        container.ifPresent(c -> {
            pod.ifPresent(p -> names.add(p + "/" + c));
            names.add(c);
        });
        pod.filter(p -> container.isEmpty()).ifPresent(names::add);
        name(annotations, "nerdctl/name").ifPresent(names::add);
        return names;
    }

    private static Optional<String> name(JsonNode annotations, String key) {
        return Optional.ofNullable(annotations.path(key).textValue()).filter(StateFile::isName);
    }
}
