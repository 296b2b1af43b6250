package io.microcontainer.run.container;

import io.microcontainer.api.oci.runtime.IdMapping;
import io.microcontainer.api.session.Invocation;
import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** newuidmap(1) or newgidmap(1), which have the rights that their caller lacks. */
final class MapProgram {

    private static final int LONGEST_ANSWER = 2000;
    private static final List<String> USUAL = List.of("/usr/bin", "/bin");

    private final String name;
    private final String field;
    private final Invocation caller;

    /** @param field of the config that needs it, for messages */
    MapProgram(String name, String field, Invocation caller) {
        this.name = name;
        this.field = field;
        this.caller = caller;
    }

    /** Writes a process's map. */
    void run(int pid, List<IdMapping> mappings) {
        List<String> command = new ArrayList<>(List.of(find().toString(), Integer.toString(pid)));
        for (IdMapping mapping : mappings) {
            command.add(Long.toString(mapping.containerId()));
            command.add(Long.toString(mapping.hostId()));
            command.add(Long.toString(mapping.size()));
        }
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String answer = new String(process.getInputStream().readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8).strip();
            int status = process.waitFor();
            if (status != 0) {
                throw new RunException(field + ": " + name + " does not write the map ("
                        + answer.lines().findFirst().orElse("status " + status) + "); what a user may map stands in "
                        + (name.equals("newuidmap") ? "/etc/subuid" : "/etc/subgid"));
            }
        } catch (IOException e) {
            throw new RunException(field + ": run " + command.getFirst() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunException("interrupted while " + name + " ran", e);
        }
    }

    private Path find() {
        List<String> directories = new ArrayList<>(List.of(caller.environment().getOrDefault("PATH", "").split(":")));
        directories.addAll(USUAL);
        for (String directory : directories) {
            Path file = Path.of(directory, name);
            if (file.isAbsolute() && Files.isExecutable(file)) {
                return file;
            }
        }
        throw new RunException(field + ": to map more than its own id, a user other than root needs " + name
                + ", which is not in PATH; install it (package uidmap or shadow-utils)");
    }
}
