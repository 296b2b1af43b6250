package io.microcontainer.run.container;

import io.microcontainer.api.session.Session;
import io.microcontainer.run.RunException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds CRIU: by {@code --criu}, on the caller's PATH, or where distributions put it. */
final class CriuProgram {

    private static final String USUAL = "/usr/local/sbin:/usr/sbin:/sbin";

    private CriuProgram() {
    }

    static Path find(Session session, Optional<String> option, String wish) {
        String name = option.filter(text -> !text.isEmpty()).orElse("criu");
        if (name.indexOf('/') >= 0) {
            Path named = session.resolve(name);
            if (Files.isExecutable(named)) {
                return named;
            }
            throw new RunException(wish + " needs CRIU, and " + named + " (--criu) is no program");
        }
        String path = session.invocation().environment().getOrDefault("PATH", "") + ":" + USUAL;
        for (String directory : path.split(":")) {
            Path candidate = Path.of(directory).resolve(name);
            if (directory.startsWith("/") && Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                return candidate;
            }
        }
        throw new RunException(wish + " needs CRIU, and there is no program " + name
                + " on PATH: install the package criu (criu.org), or name the program by --criu");
    }
}
