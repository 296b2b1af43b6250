package io.microcontainer.build.cart;

import java.io.OutputStream;
import java.security.MessageDigest;

/** Takes bytes for their digest only. */
final class DigestOnly extends OutputStream {

    private final MessageDigest digest;

    DigestOnly(MessageDigest digest) {
        this.digest = digest;
    }

    @Override
    public void write(int b) {
        digest.update((byte) b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
    }
}
