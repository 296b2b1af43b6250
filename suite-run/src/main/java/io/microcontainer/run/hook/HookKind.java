package io.microcontainer.run.hook;

import io.microcontainer.api.oci.runtime.ContainerStatus;
import io.microcontainer.api.oci.runtime.Hook;
import io.microcontainer.api.oci.runtime.Hooks;
import java.util.List;
import java.util.function.Function;

/** The points in a container's life at which hooks run (runtime-spec config.md, POSIX-platform Hooks). */
public enum HookKind {
    PRESTART("prestart", ContainerStatus.CREATING, Hooks::prestart),
    CREATE_RUNTIME("createRuntime", ContainerStatus.CREATING, Hooks::createRuntime),
    CREATE_CONTAINER("createContainer", ContainerStatus.CREATING, Hooks::createContainer),
    START_CONTAINER("startContainer", ContainerStatus.CREATED, Hooks::startContainer),
    POSTSTART("poststart", ContainerStatus.RUNNING, Hooks::poststart),
    POSTSTOP("poststop", ContainerStatus.STOPPED, Hooks::poststop);

    private final String field;
    private final ContainerStatus status;
    private final Function<Hooks, List<Hook>> list;

    HookKind(String field, ContainerStatus status, Function<Hooks, List<Hook>> list) {
        this.field = field;
        this.status = status;
        this.list = list;
    }

    /** The config's word, such as {@code createRuntime}. */
    public String field() {
        return field;
    }

    /** The status that the hook is told of the container. */
    public ContainerStatus status() {
        return status;
    }

    /** The hooks of this kind, in their order. */
    public List<Hook> of(Hooks hooks) {
        return list.apply(hooks);
    }
}
