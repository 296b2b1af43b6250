package io.microcontainer.app.cli.smith;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.build.registry.TransferListener;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Shows how blobs travel: a bar for each on a terminal, else a line for each when it has arrived. */
final class TransferDisplay implements TransferListener, AutoCloseable {

    private static final int WIDTH = 30;
    private static final long REDRAW_NANOS = 80_000_000;

    private final PrintStream out;
    private final boolean terminal;
    private final Map<Digest, Bar> running = new LinkedHashMap<>();
    private int drawn;
    private long drawnAt;

    private record Bar(long size, long bytes) {
    }

    TransferDisplay(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public synchronized void begin(Digest blob, long size) {
        running.put(blob, new Bar(size, 0));
        draw(true);
    }

    @Override
    public synchronized void at(Digest blob, long bytes) {
        running.computeIfPresent(blob, (_, bar) -> new Bar(bar.size, bytes));
        draw(false);
    }

    @Override
    public synchronized void end(Digest blob, String how) {
        Bar bar = running.remove(blob);
        clear();
        out.println("smith: " + blob.algorithm() + ":" + blob.brief() + " " + how + (bar == null ? "" : ", " + Bytes.show(bar.size)));
        draw(true);
    }

    /** Takes the bars away. */
    @Override
    public synchronized void close() {
        running.clear();
        clear();
        out.flush();
    }

    private void draw(boolean now) {
        if (!terminal || !now && System.nanoTime() - drawnAt < REDRAW_NANOS) {
            return;
        }
        drawnAt = System.nanoTime();
        clear();
        running.forEach((blob, bar) -> {
            int full = bar.size == 0 ? WIDTH : (int) (WIDTH * Math.min(bar.bytes, bar.size) / bar.size);
            out.println(blob.brief() + " [" + "=".repeat(full) + " ".repeat(WIDTH - full) + "] " + Bytes.show(bar.bytes) + " of " + Bytes.show(bar.size));
        });
        drawn = running.size();
        out.flush();
    }

    /** Moves up over the bars and erases from there on (ECMA-48 CUU, ED). */
    private void clear() {
        if (terminal && drawn > 0) {
            out.print("\033[" + drawn + "A\033[J");
            drawn = 0;
        }
    }
}
