package io.microcontainer.build.fetch;

import io.microcontainer.build.fetch.FetchFailure.Kind;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicLong;

/** Writes a response's body to a file while it digests and bounds it. */
final class BodyToFile implements BodySubscriber<Void> {

    private final PartFile part;
    private final long begun;
    private final MessageDigest digest;
    private final long bound;
    private final AtomicLong received;
    private final CompletableFuture<Void> body = new CompletableFuture<>();
    private Subscription subscription;

    /**
     * @param begun    bytes of the file that are kept; the body goes on from there
     * @param digest   fed with every byte, or null; it has been fed with those that are there
     * @param bound    most bytes that are taken
     * @param received counts the bytes, for whoever waits
     */
    BodyToFile(PartFile part, long begun, MessageDigest digest, long bound, AtomicLong received) {
        this.part = part;
        this.begun = begun;
        this.digest = digest;
        this.bound = bound;
        this.received = received;
    }

    @Override
    public CompletionStage<Void> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        try {
            if (begun == 0 && part.size() > 0) {
                part.restart();
                if (digest != null) {
                    digest.reset();
                }
            }
            part.channel().position(begun);
            received.set(begun);
            subscription.request(1);
        } catch (IOException e) {
            fail(e);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        try {
            for (ByteBuffer buffer : buffers) {
                if (received.addAndGet(buffer.remaining()) > bound) {
                    throw new FetchFailure(Kind.FINAL, "the server sends more than the " + bound + " bytes that it should have");
                }
                if (digest != null) {
                    digest.update(buffer.duplicate());
                }
                while (buffer.hasRemaining()) {
                    part.channel().write(buffer);
                }
            }
            subscription.request(1);
        } catch (IOException e) {
            fail(e);
        }
    }

    private void fail(IOException e) {
        subscription.cancel();
        body.completeExceptionally(e);
    }

    @Override
    public void onError(Throwable error) {
        body.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
        body.complete(null);
    }
}
