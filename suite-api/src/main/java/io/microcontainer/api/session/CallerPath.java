package io.microcontainer.api.session;

import java.nio.file.Path;

/** Paths that mean another file to each process: a caller who names one means its own. */
final class CallerPath {

    private static final Path SELF = Path.of("/proc/self");
    private static final Path DESCRIPTORS = Path.of("/dev/fd");

    private CallerPath() {
    }

    /** The same file for another process: {@code /dev/fd/63}, as a shell's {@code <(…)} gives it, to {@code /proc/PID/fd/63}. */
    static Path of(Path path, int pid) {
        Path process = Path.of("/proc", Integer.toString(pid));
        if (path.startsWith(DESCRIPTORS)) {
            return process.resolve("fd").resolve(DESCRIPTORS.relativize(path));
        }
        if (path.startsWith(SELF)) {
            return process.resolve(SELF.relativize(path));
        }
        return switch (path.toString()) {
            case "/dev/stdin" -> process.resolve("fd/0");
            case "/dev/stdout" -> process.resolve("fd/1");
            case "/dev/stderr" -> process.resolve("fd/2");
            default -> path;
        };
    }
}
