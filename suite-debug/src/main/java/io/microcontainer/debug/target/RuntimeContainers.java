package io.microcontainer.debug.target;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.run.process.ProcessStat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The containers whose states runc and crun keep below a root directory: {@code ID/state.json} of runc,
 * {@code ID/status} of crun, and beside either {@code exec.fifo} until the container is started.
 */
public final class RuntimeContainers implements ContainerSource {

    private final Path root;

    /** @param root absolute path, as {@code /run/runc}; need not exist */
    public RuntimeContainers(Path root) {
        this.root = root;
    }

    @Override
    public Found running(Wanted wanted) {
        List<Target> targets = new ArrayList<>();
        for (Path directory : StateFile.directories(root)) {
            String id = directory.getFileName().toString();
            if (StateFile.isName(id) && wanted.test(id, List.of())) {
                read(directory, id).ifPresent(targets::add);
            }
        }
        return Found.of(targets);
    }

    private static Optional<Target> read(Path directory, String id) {
        Optional<Target> runc = target("runc", directory, id, StateFile.json(directory.resolve("state.json")),
                "init_process_pid", "init_process_start");
        return runc.isPresent() ? runc
                : target("crun", directory, id, StateFile.json(directory.resolve("status")), "pid", "process-start-time");
    }

    /** The start time, field 22 of proc_pid_stat(5), tells the process from a later one of the same number. */
    private static Optional<Target> target(String engine, Path directory, String id, JsonNode state, String pid, String start) {
        String status = Files.exists(directory.resolve("exec.fifo")) ? "created" : "running";
        return ProcessStat.of(state.path(pid).asInt()).filter(s -> !s.ended() && s.startTime() == state.path(start).asLong())
                .map(s -> new Target(engine, id, s.pid(), s.startTime(), status));
    }
}
