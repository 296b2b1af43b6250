package io.microcontainer.build.registry;

import io.microcontainer.api.digest.Digest;

/** Hears how blobs travel; called by several threads. */
public interface TransferListener {

    /** Tells nobody. */
    TransferListener SILENT = new TransferListener() {
    };

    /** A blob of so many bytes is looked at. */
    default void begin(Digest blob, long size) {
    }

    /** So many of a blob's bytes have travelled; after a broken connection it can be fewer than before. */
    default void at(Digest blob, long bytes) {
    }

    /** A blob has arrived; {@code how} is a word such as {@code uploaded} or {@code mounted}. */
    default void end(Digest blob, String how) {
    }
}
