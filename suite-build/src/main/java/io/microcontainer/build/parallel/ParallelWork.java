package io.microcontainer.build.parallel;

import io.microcontainer.build.BuildException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Does the same to many things, several at a time. */
public final class ParallelWork {

    private ParallelWork() {
    }

    /**
     * @param parallel most items at once
     * @return the results in the order of the items
     * @throws RuntimeException what the work on the first failing item threw; work not yet begun is given up
     */
    public static <A, B> List<B> run(List<A> items, Function<A, B> work, int parallel) {
        if (items.size() < 2) {
            return items.stream().map(work).toList();
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(Math.min(parallel, items.size()))) {
            List<Future<B>> futures = new ArrayList<>();
            for (A item : items) {
                Callable<B> task = () -> work.apply(item);
                futures.add(executor.submit(task));
            }
            try {
                List<B> results = new ArrayList<>();
                for (Future<B> future : futures) {
                    results.add(future.get());
                }
                return results;
            } catch (ExecutionException e) {
                executor.shutdownNow();
                throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                executor.shutdownNow();
                Thread.currentThread().interrupt();
                throw new BuildException("the build was interrupted", e);
            }
        }
    }
}
