package io.microcontainer.api.session;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a command was called: everything a process knows of its caller at start.
 *
 * @param arguments        the words after the tool's name
 * @param environment      the caller's environment; of two settings of one name the first counts, as for getenv(3)
 * @param workingDirectory the caller's working directory, absolute
 * @param terminals        which of the descriptors 0, 1 and 2 are terminals (isatty(3))
 * @param pid              process id of the launcher, in the engine's pid namespace
 * @param uid              effective user id of the caller
 * @param gid              effective group id of the caller
 */
public record Invocation(List<String> arguments, Map<String, String> environment, Path workingDirectory,
        Set<Integer> terminals, int pid, int uid, int gid) {

    public Invocation {
        arguments = List.copyOf(arguments);
        environment = environment instanceof EnvironmentBlock ? environment : Map.copyOf(environment);
        terminals = Set.copyOf(terminals);
        if (!workingDirectory.isAbsolute()) {
            throw new IllegalArgumentException("working directory " + workingDirectory + " is not absolute");
        }
    }
}
