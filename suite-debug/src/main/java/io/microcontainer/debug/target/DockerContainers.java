package io.microcontainer.debug.target;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonException;
import io.microcontainer.api.json.JsonLimits;
import io.microcontainer.run.process.ProcessStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The containers of a Docker daemon, by its Engine API ({@code /containers/json} and {@code /containers/ID/json}). */
public final class DockerContainers implements ContainerSource {

    private static final JsonLimits LIMITS = JsonLimits.DEFAULT.withMaxBytes(16 << 20);

    private final Path socket;

    /** @param socket as {@code /run/docker.sock}; need not exist */
    public DockerContainers(Path socket) {
        this.socket = socket;
    }

    @Override
    public Found running(Wanted wanted) {
        if (!Files.exists(socket)) {
            return Found.NOTHING;
        }
        List<Target> targets = new ArrayList<>();
        try {
            for (JsonNode container : get("/containers/json")) {
                String id = container.path("Id").asText();
                // The API writes them with a slash before.
                List<String> names = new ArrayList<>();
                container.path("Names").forEach(n -> names.add(n.asText().replaceFirst("^/", "")));
                names.removeIf(n -> !StateFile.isName(n));
                if (id.matches("[0-9a-f]+") && wanted.test(id, names)) {
                    JsonNode state = get("/containers/" + id + "/json").path("State");
                    String status = state.path("Status").asText();
                    ProcessStat.of(state.path("Pid").asInt()).ifPresent(s -> targets.add(new Target("docker", id, names, s.pid(),
                            s.startTime(), StateFile.isName(status) ? status : "running")));
                }
            }
            return Found.of(targets);
        } catch (IOException | JsonException e) {
            return new Found(targets, List.of("Docker cannot be asked at " + socket + ": " + e.getMessage()));
        }
    }

    private JsonNode get(String resource) throws IOException {
        return JsonDocument.parse(EngineSocket.get(socket, resource), socket + resource, LIMITS).root();
    }
}
