package io.microcontainer.run.container;

/** {@code exec}: a further process in a running container. */
public final class ExecService {

    private final RuntimeContext context;

    public ExecService(RuntimeContext context) {
        this.context = context;
    }

    /**
     * Runs the process.
     *
     * @return in the foreground its exit status, 128 + N after signal N; 0 when detached
     */
    public int exec(ExecRequest request) {
        throw new UnsupportedOperationException("not yet: " + context.root());
    }
}
