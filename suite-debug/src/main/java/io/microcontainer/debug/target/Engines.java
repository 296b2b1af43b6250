package io.microcontainer.debug.target;

import io.microcontainer.api.session.Invocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the engines of a host keep what they run. Engines come before the runtimes that they use: a container that both
 * know is the engine's. Of the settings by which an engine's own command finds it elsewhere these count: {@code DOCKER_HOST},
 * {@code CONTAINERD_ADDRESS}, {@code CONTAINERS_STORAGE_CONF}.
 */
public final class Engines {

    private static final String UNIX = "unix://";

    private final Invocation caller;
    private final List<ContainerSource> sources = new ArrayList<>();

    private Engines(Invocation caller) {
        this.caller = caller;
    }

    /**
     * The engines that a caller can mean: those of the host, and rootless ones of the caller, or of everybody for root.
     *
     * @param root where railcar, runc or crun keep their containers, instead of everywhere
     */
    public static List<ContainerSource> of(Invocation caller, Optional<Path> root) {
        Engines engines = new Engines(caller);
        root.ifPresentOrElse(engines::runtimes, engines::everywhere);
        return List.copyOf(engines.sources);
    }

    private void everywhere() {
        List<Path> users = users();
        docker(users);
        setting("CONTAINERD_ADDRESS").map(Path::of).map(Path::getParent).ifPresent(p -> sources.add(new ContainerdContainers(p)));
        Stream.of("/run/containerd", "/run/docker/containerd/daemon", "/run/k3s/containerd")
                .forEach(p -> sources.add(new ContainerdContainers(Path.of(p))));
        storage(users);
        for (Path run : Stream.concat(Stream.of(Path.of("/run")), users.stream()).toList()) {
            sources.add(new RailcarContainers(run.resolve("railcar")));
            sources.add(new RuntimeContainers(run.resolve("runc")));
            sources.add(new RuntimeContainers(run.resolve("crun")));
        }
    }

    private void runtimes(Path root) {
        sources.add(new RailcarContainers(root));
        sources.add(new RuntimeContainers(root));
    }

    private void docker(List<Path> users) {
        Optional<String> host = setting("DOCKER_HOST").filter(h -> h.startsWith(UNIX + "/"));
        if (host.isPresent()) {
            sources.add(new DockerContainers(Path.of(host.get().substring(UNIX.length()))));
            return;
        }
        sources.add(new DockerContainers(Path.of("/run/docker.sock")));
        users.forEach(user -> sources.add(new DockerContainers(user.resolve("docker.sock"))));
    }

    private void storage(List<Path> users) {
        Map<String, String> roots = StorageConf.read(setting("CONTAINERS_STORAGE_CONF").map(Path::of)
                .orElse(Path.of("/etc/containers/storage.conf")));
        sources.add(new StorageContainers("podman", Path.of(roots.getOrDefault("runroot", "/run/containers/storage")),
                Path.of(roots.getOrDefault("graphroot", "/var/lib/containers/storage"))));
        users.forEach(user -> home(user).ifPresent(home -> sources.add(new StorageContainers("podman",
                user.resolve("containers"), home.resolve(".local/share/containers/storage")))));
    }

    /** The runtime directories of users with engines of their own: the caller's, or everybody's for root. */
    private List<Path> users() {
        if (caller.uid() == 0) {
            return StateFile.directories(Path.of("/run/user"));
        }
        return List.of(setting("XDG_RUNTIME_DIR").map(Path::of).orElse(Path.of("/run/user/" + caller.uid())));
    }

    /** Where the owner of a runtime directory is at home, by passwd(5). */
    private Optional<Path> home(Path runtime) {
        if (caller.uid() != 0) {
            return setting("HOME").map(Path::of);
        }
        try {
            String uid = Files.getAttribute(runtime, "unix:uid").toString();
            try (Stream<String> lines = Files.lines(Path.of("/etc/passwd"), StandardCharsets.ISO_8859_1)) {
                return lines.map(l -> l.split(":")).filter(f -> f.length > 5 && f[2].equals(uid) && f[5].startsWith("/"))
                        .map(f -> Path.of(f[5])).findFirst();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A variable that holds an absolute path or a URL. */
    private Optional<String> setting(String name) {
        return Optional.ofNullable(caller.environment().get(name)).filter(v -> v.startsWith("/") || v.startsWith(UNIX))
                .filter(v -> v.indexOf('\0') < 0);
    }
}
