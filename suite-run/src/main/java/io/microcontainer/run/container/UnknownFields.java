package io.microcontainer.run.container;

import io.microcontainer.api.oci.runtime.LinuxConfig;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import java.nio.file.Path;

/** Fields that railcar does not know: they have no effect, which is said in the log (runtime-spec config.md, "Extensibility"). */
final class UnknownFields {

    private UnknownFields() {
    }

    static void tell(RuntimeConfig config, Path file, Log log) {
        LinuxConfig linux = config.linuxOrEmpty();
        for (String field : config.unknown().keySet()) {
            log.warning(file + ": " + field + " is not understood and has no effect");
        }
        for (String field : linux.unknown().keySet()) {
            log.warning(file + ": linux." + field + " is not understood and has no effect");
        }
    }
}
