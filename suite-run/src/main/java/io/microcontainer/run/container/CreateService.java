package io.microcontainer.run.container;

import io.microcontainer.run.compile.InitRequest.Mode;

/** {@code create}: a container whose program does not run yet. */
public final class CreateService {

    private final RuntimeContext context;

    public CreateService(RuntimeContext context) {
        this.context = context;
    }

    /** Makes everything up to the program's start; the caller's process is the parent of the container's init. */
    public void create(CreateRequest request) {
        context.session().prepareSealed();
        new Creation(context, request, Mode.CREATE).make();
    }
}
