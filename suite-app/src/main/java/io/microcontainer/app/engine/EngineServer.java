package io.microcontainer.app.engine;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import jdk.net.ExtendedSocketOptions;

/** The resident engine: serves launchers of its own user on an inherited socket until it has been idle for long enough. */
public final class EngineServer {

    private static final Duration LOOK = Duration.ofSeconds(2);

    /** After so long without a caller memory is given back: what a fresh engine does by itself is done by then. */
    private static final Duration QUIET = Duration.ofSeconds(6);

    /** Threads that wait for callers; more of them than callers come at once help nobody. */
    private static final int MOST_WAITING = 4;

    private final ServerSocketChannel listener;
    private final Exchange exchange;
    private final UserPrincipal owner;
    private final Residence residence;
    private final Duration idle;
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicReference<IOException> failure = new AtomicReference<>();
    private final AtomicReference<Thread> afterFirst = new AtomicReference<>();
    private final AtomicLong lastActive = new AtomicLong(System.nanoTime());
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "session");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param listener  the listening socket
     * @param residence the engine's files
     * @param idle      how long to stay without a caller
     * @param commands  what callers can run
     */
    public EngineServer(ServerSocketChannel listener, Residence residence, Duration idle, Commands commands)
            throws IOException {
        this.listener = listener;
        this.residence = residence;
        this.idle = idle;
        this.exchange = new Exchange(Place.ours(), commands);
        this.owner = Files.getOwner(Path.of("/proc/self"));
    }

    /** Runs something once, when the first command has been served. */
    public void afterFirstCommand(Runnable task) {
        Thread thread = Thread.ofPlatform().daemon().name("after the first").unstarted(task);
        afterFirst.set(thread);
    }

    /** Serves until idle, replaced or {@link #stop stopped}. */
    public void serve() throws IOException {
        Thread.ofPlatform().daemon().name("idle").start(this::watch);
        threads.execute(this::serveCallers);
        try {
            closed.await();
            threads.shutdown();
            threads.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        IOException cause = failure.get();
        if (cause != null) {
            throw cause;
        }
    }

    /** Takes no more callers. Those who wait in the backlog find their connection closed and help themselves. */
    public void stop() {
        residence.leave();
        try {
            listener.close();
        } catch (IOException e) {
            // It is closed for our purpose.
        }
    }

    /**
     * The thread that accepts a caller serves it: to wake another thread for that takes longer than many a command. Before,
     * it sees to it that a thread waits for the next caller.
     */
    private void serveCallers() {
        try {
            while (waiting.incrementAndGet() <= MOST_WAITING) {
                SocketChannel channel = listener.accept();
                active.incrementAndGet();
                if (waiting.decrementAndGet() == 0) {
                    waitForTheNext();
                }
                serve(channel);
            }
            waiting.decrementAndGet();
        } catch (ClosedChannelException e) {
            closed.countDown();
        } catch (IOException e) {
            failure.set(e);
            stop();
            closed.countDown();
        }
    }

    private void waitForTheNext() {
        try {
            threads.execute(this::serveCallers);
        } catch (RejectedExecutionException e) {
            // The engine is about to end.
            closed.countDown();
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            if (residence.isPrivate() || owner.equals(channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user())) {
                exchange.serve(channel);
            }
        } catch (IOException | RuntimeException e) {
            // One session's end is never the engine's; the log beside the socket keeps the cause.
            e.printStackTrace();
        } finally {
            lastActive.set(System.nanoTime());
            active.decrementAndGet();
            Thread warmUp = afterFirst.getAndSet(null);
            if (warmUp != null) {
                warmUp.start();
            }
        }
    }

    private void watch() {
        try {
            residence.sweep();
            long gaveBack = 0;
            while (listener.isOpen()) {
                Thread.sleep(Math.min(LOOK.toMillis(), Math.max(50, idle.toMillis())));
                long last = lastActive.get();
                long rest = active.get() == 0 ? System.nanoTime() - last : 0;
                if (rest >= idle.toNanos() || residence.isReplaced()) {
                    stop();
                } else if (rest >= QUIET.toNanos() && last != gaveBack) {
                    gaveBack = last;
                    Rest.giveBack();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
