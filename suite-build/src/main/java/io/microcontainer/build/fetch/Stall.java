package io.microcontainer.build.fetch;

import io.microcontainer.build.BuildException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Waits for servers, but only as long as something moves. */
public final class Stall {

    private Stall() {
    }

    /**
     * Waits as long as bytes keep moving: between the time and twice of it without one.
     *
     * @param moved counts the bytes that were sent or received
     * @throws IOException what the exchange failed with, or that it stalled
     */
    public static <T> T await(CompletableFuture<T> future, AtomicLong moved, Duration time) throws IOException {
        long before = -1;
        while (true) {
            try {
                return future.get(time.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                if (moved.get() == before) {
                    future.cancel(true);
                    throw new IOException("the server sends nothing for " + time.toSeconds() + " s");
                }
                before = moved.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
            } catch (InterruptedException _) {
                future.cancel(true);
                throw interrupted();
            }
        }
    }

    /** Waits before another attempt. */
    public static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException _) {
            throw interrupted();
        }
    }

    /** The error that ends a build whose thread was interrupted. */
    public static BuildException interrupted() {
        Thread.currentThread().interrupt();
        return new BuildException("the transfer was interrupted");
    }
}
