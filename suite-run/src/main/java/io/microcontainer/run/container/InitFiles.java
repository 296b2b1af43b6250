package io.microcontainer.run.container;

import io.microcontainer.run.process.ProcessStat;
import io.microcontainer.run.state.ContainerRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a container's record keeps of its init, as procfs shows it. */
final class InitFiles {

    private static final List<String> NAMESPACES = List.of("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts");

    private InitFiles() {
    }

    static ContainerRecord complete(ContainerRecord container, ProcessStat init) {
        Path process = Path.of("/proc", Integer.toString(init.pid()));
        Map<String, Path> namespaces = new TreeMap<>();
        NAMESPACES.forEach(name -> namespaces.put(name, process.resolve("ns").resolve(name)));
        List<String> descriptors = new ArrayList<>();
        for (int fd = 0; fd < 3; fd++) {
            descriptors.add(target(process.resolve("fd").resolve(Integer.toString(fd))));
        }
        return container.withInit(init.pid(), init.startTime(), namespaces, descriptors);
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
