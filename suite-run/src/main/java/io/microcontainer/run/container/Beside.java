package io.microcontainer.run.container;

import io.microcontainer.run.RunException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;

/**
 * Work that another thread does meanwhile, or the one that needs it where no other has begun it yet.
 *
 * @param <T> what comes of it
 */
final class Beside<T> {

    private final String what;
    private final FutureTask<T> task;

    private Beside(String what, Callable<T> work) {
        this.what = what;
        this.task = new FutureTask<>(work);
    }

    /**
     * Begins work.
     *
     * @param what it, for the message should somebody interrupt the waiting thread: "the cgroup was made"
     */
    static <T> Beside<T> begin(String what, Callable<T> work) {
        Beside<T> beside = new Beside<>(what, work);
        ForkJoinPool.commonPool().execute(beside.task);
        return beside;
    }

    /** Waits for the end. Throws what the work threw. */
    T get() {
        settle().ifPresent(cause -> {
            throw cause;
        });
        return task.resultNow();
    }

    /** Waits for the end, and says why the work failed if it did. */
    Optional<RuntimeException> settle() {
        task.run();
        try {
            task.get();
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new RunException("interrupted while " + what, e));
        }
    }
}
