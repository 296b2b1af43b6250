package io.microcontainer.build.fetch;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicLong;

/** Writes a response's body to a file while it digests and bounds it. */
final class BodyToFile implements BodySubscriber<Void> {

    private final FileChannel file;
    private final MessageDigest digest;
    private final long bound;
    private final AtomicLong received;
    private final CompletableFuture<Void> body = new CompletableFuture<>();
    private Subscription subscription;

    /**
     * @param digest   fed with every byte, or null
     * @param bound    most bytes that are taken
     * @param received counts the bytes, for whoever waits
     */
    BodyToFile(FileChannel file, MessageDigest digest, long bound, AtomicLong received) {
        this.file = file;
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
        subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        try {
            for (ByteBuffer buffer : buffers) {
                if (received.addAndGet(buffer.remaining()) > bound) {
                    throw new TooLong("the server sends more than the " + bound + " bytes that it should have");
                }
                if (digest != null) {
                    digest.update(buffer.duplicate());
                }
                while (buffer.hasRemaining()) {
                    file.write(buffer);
                }
            }
            subscription.request(1);
        } catch (IOException e) {
            subscription.cancel();
            body.completeExceptionally(e);
        }
    }

    @Override
    public void onError(Throwable error) {
        body.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
        body.complete(null);
    }

    /** More bytes than there may be: trying again is of no use. */
    static final class TooLong extends IOException {

        private static final long serialVersionUID = 1L;

        TooLong(String message) {
            super(message);
        }
    }
}
