package io.microcontainer.run.container;

import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.api.session.Invocation;
import java.util.List;

/** The environment of hooks that name none. */
final class HookEnvironment {

    private HookEnvironment() {
    }

    /** The caller's settings; none where no hook could want them, for each makes a plan larger. */
    static List<String> of(RuntimeConfig config, Invocation caller) {
        return config.hooks() == null ? List.of()
                : caller.environment().entrySet().stream().map(setting -> setting.getKey() + "=" + setting.getValue()).toList();
    }
}
