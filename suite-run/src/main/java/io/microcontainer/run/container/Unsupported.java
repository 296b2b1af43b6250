package io.microcontainer.run.container;

import io.microcontainer.api.oci.runtime.LinuxConfig;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.run.RunException;
import java.nio.file.Path;

/**
 * Fields that railcar does not act on. What would leave the container with more than its author meant, or without what it
 * needs, is refused; what merely has no effect is said in the log.
 */
final class Unsupported {

    private Unsupported() {
    }

    static void refuse(RuntimeConfig config, Path file, Log log) {
        LinuxConfig linux = config.linuxOrEmpty();
        refuseIf(linux.intelRdt() != null, file, "linux.intelRdt: railcar cannot limit caches and memory bandwidth yet");
        for (String field : config.unknown().keySet()) {
            log.warning(file + ": " + field + " is not understood and has no effect");
        }
        for (String field : linux.unknown().keySet()) {
            log.warning(file + ": linux." + field + " is not understood and has no effect");
        }
    }

    private static void refuseIf(boolean asked, Path file, String sentence) {
        if (asked) {
            throw new RunException(file + ": " + sentence + "; remove the field");
        }
    }
}
