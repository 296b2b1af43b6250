package io.microcontainer.build.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A response's body as a stream that gives up when nothing comes for too long. More is asked for only when what came was read, so little
 * of it is in memory.
 */
final class BodyStream extends InputStream implements BodySubscriber<InputStream> {

    /** What the publisher did: gave buffers, ended, or failed. */
    private record Event(List<ByteBuffer> buffers, IOException failure) {
    }

    private final Duration stallTime;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Deque<ByteBuffer> ready = new ArrayDeque<>();
    private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();
    private boolean ended;

    BodyStream(Duration stallTime) {
        this.stallTime = stallTime;
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription.complete(given);
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        events.add(new Event(buffers, null));
    }

    @Override
    public void onError(Throwable error) {
        events.add(new Event(List.of(), error instanceof IOException io ? io : new IOException(error)));
    }

    @Override
    public void onComplete() {
        events.add(new Event(List.of(), null));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (ready.isEmpty()) {
            if (ended) {
                return -1;
            }
            take();
        }
        ByteBuffer first = ready.peek();
        int count = Math.min(length, first.remaining());
        first.get(bytes, offset, count);
        if (!first.hasRemaining()) {
            ready.remove();
        }
        return count;
    }

    private void take() throws IOException {
        Event event;
        try {
            event = events.poll(stallTime.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the transfer was interrupted", e);
        }
        if (event == null) {
            close();
            throw new IOException("the server sends nothing for " + stallTime.toSeconds() + " s");
        }
        if (event.failure() != null) {
            ended = true;
            throw event.failure();
        }
        if (event.buffers().isEmpty()) {
            ended = true;
            return;
        }
        event.buffers().stream().filter(ByteBuffer::hasRemaining).forEach(ready::add);
        subscription.join().request(1);
    }

    /** Gives up the connection if the body is not at its end. */
    @Override
    public void close() {
        if (!ended) {
            ended = true;
            ready.clear();
            subscription.thenAccept(Subscription::cancel);
        }
    }
}
