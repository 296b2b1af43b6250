package io.microcontainer.run.compile;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * CRIU as a process of the launcher's.
 *
 * @param program     its executable
 * @param images      directory of the images
 * @param work        directory of its logs
 * @param namespaces  files of namespaces that CRIU gets as descriptors
 * @param statusFd    descriptor of the caller's that is told when lazy pages can be had, or -1
 * @param environment of CRIU
 */
public record CriuProcess(Path program, Path images, Optional<Path> work, List<Path> namespaces, int statusFd, List<String> environment) {

    public CriuProcess {
        namespaces = List.copyOf(namespaces);
        environment = List.copyOf(environment);
    }
}
