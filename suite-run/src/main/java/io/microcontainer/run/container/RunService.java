package io.microcontainer.run.container;

/** {@code run}: create and start in one, in the foreground or detached. */
public final class RunService {

    private final RuntimeContext context;

    public RunService(RuntimeContext context) {
        this.context = context;
    }

    /**
     * Runs the container.
     *
     * @return in the foreground the program's exit status, 128 + N after signal N; 0 when detached
     */
    public int run(RunRequest request) {
        throw new UnsupportedOperationException("not yet: " + context.root());
    }
}
