package io.microcontainer.run.hook;

import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.oci.runtime.ContainerState;
import java.nio.charset.StandardCharsets;

/**
 * The container's state as a hook reads it from its standard input (runtime-spec runtime.md, State), cut where the process id belongs,
 * which only the running plan knows.
 *
 * @param before text before the number
 * @param after  text behind it; empty where the container has no process and the text is whole
 */
record HookState(String before, String after) {

    /** A number that can stand for no process, so it is found again. */
    private static final int MARK = Integer.MIN_VALUE;

    static HookState of(ContainerState container, HookKind kind) {
        boolean process = kind != HookKind.POSTSTOP;
        ContainerState told = new ContainerState(container.ociVersion(), container.id(), kind.status(), process ? MARK : null,
                container.bundle(), container.annotations(), container.unknown());
        String text = new String(JsonText.compact(told), StandardCharsets.UTF_8);
        if (!process) {
            return new HookState(text, "");
        }
        // the first one is the field: it stands before bundle and annotations, and an id holds no colon
        String field = "\"pid\":";
        int at = text.indexOf(field + MARK) + field.length();
        return new HookState(text.substring(0, at), text.substring(at + Integer.toString(MARK).length()));
    }
}
