package io.microcontainer.run.container;

import io.microcontainer.api.oci.runtime.IdMapping;
import io.microcontainer.api.oci.runtime.LinuxConfig;
import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Writes the id maps of a process's new user namespace (user_namespaces(7)). */
final class IdMapWriter {

    private IdMapWriter() {
    }

    /** @param privileged whether the caller is root; others may map just themselves, and must give up setgroups(2) for it */
    static void write(int pid, LinuxConfig linux, boolean privileged) {
        Path process = Path.of("/proc", Integer.toString(pid));
        if (!privileged) {
            write(process.resolve("setgroups"), "deny", "linux.gidMappings");
        }
        write(process.resolve("uid_map"), lines(linux.uidMappings()), "linux.uidMappings");
        write(process.resolve("gid_map"), lines(linux.gidMappings()), "linux.gidMappings");
    }

    private static String lines(List<IdMapping> mappings) {
        StringBuilder lines = new StringBuilder();
        for (IdMapping mapping : mappings) {
            lines.append(mapping.containerId()).append(' ').append(mapping.hostId()).append(' ').append(mapping.size())
                    .append('\n');
        }
        return lines.toString();
    }

    /** The kernel takes a map in one write only. */
    private static void write(Path file, String text, String where) {
        try {
            Files.write(file, text.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new RunException(where + ": the kernel refuses the map \"" + text.strip().replace("\n", ", ") + "\": "
                    + e.getMessage(), e);
        }
    }
}
