package io.microcontainer.run.hook;

import io.microcontainer.api.oci.runtime.Hook;
import java.util.List;

/**
 * One hook to run.
 *
 * @param kind  when it runs
 * @param index its place among those of its kind, from 0
 * @param hook  the program
 */
public record HookCall(HookKind kind, int index, Hook hook) {

    /** What the program sees itself called by and with; without {@code args} just its path. */
    List<String> arguments() {
        return hook.args().isEmpty() ? List.of(hook.path()) : hook.args();
    }

    /** Whether it has a limit in seconds. */
    boolean limited() {
        return hook.timeout() != null && hook.timeout() > 0;
    }

    /** How messages name it: {@code hooks.createRuntime[0] (/usr/bin/setup)}. */
    @Override
    public String toString() {
        return "hooks." + kind.field() + "[" + index + "] (" + hook.path() + ")";
    }
}
