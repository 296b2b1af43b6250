package io.microcontainer.run.container;

import io.microcontainer.api.oci.runtime.IdMapping;
import io.microcontainer.api.oci.runtime.LinuxConfig;
import io.microcontainer.api.session.Invocation;
import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Writes the id maps of a process's new user namespace (user_namespaces(7)). Root maps what it likes. Others may map just
 * themselves; the ranges that /etc/subuid and /etc/subgid give them are mapped by newuidmap(1) and newgidmap(1).
 */
final class IdMapWriter {

    private final LinuxConfig linux;
    private final Invocation caller;

    IdMapWriter(LinuxConfig linux, Invocation caller) {
        this.linux = linux;
        this.caller = caller;
    }

    /** Writes both maps of a process that waits for them. */
    void write(int pid) {
        write(pid, "uid_map", "linux.uidMappings", linux.uidMappings(), caller.uid(), "newuidmap");
        write(pid, "gid_map", "linux.gidMappings", linux.gidMappings(), caller.gid(), "newgidmap");
    }

    private void write(int pid, String name, String field, List<IdMapping> mappings, int own, String program) {
        Path process = Path.of("/proc", Integer.toString(pid));
        if (caller.uid() == 0) {
            write(process.resolve(name), lines(mappings), field);
        } else if (onlyOwn(mappings, own)) {
            if (name.equals("gid_map")) {
                // Or a group could be given up that something is forbidden to.
                write(process.resolve("setgroups"), "deny", field);
            }
            write(process.resolve(name), lines(mappings), field);
        } else {
            new MapProgram(program, field, caller).run(pid, mappings);
        }
    }

    private static boolean onlyOwn(List<IdMapping> mappings, int own) {
        return mappings.size() == 1 && mappings.getFirst().size() == 1
                && mappings.getFirst().hostId() == Integer.toUnsignedLong(own);
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
