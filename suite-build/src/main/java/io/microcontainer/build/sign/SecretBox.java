package io.microcontainer.build.sign;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/** NaCl's crypto_secretbox: XSalsa20 and Poly1305, the authenticator before the ciphertext. */
final class SecretBox {

    /** Bytes of a key. */
    static final int KEY = 32;
    /** Bytes of a nonce. */
    static final int NONCE = 24;

    private static final int TAG = 16;

    private SecretBox() {
    }

    static byte[] seal(byte[] plain, byte[] nonce, byte[] key) {
        var cipher = new XSalsa20Engine();
        byte[] tagKey = begin(cipher, nonce, key);
        byte[] out = new byte[TAG + plain.length];
        cipher.processBytes(plain, 0, plain.length, out, TAG);
        System.arraycopy(tag(tagKey, out), 0, out, 0, TAG);
        return out;
    }

    /** The plain text; empty if it was sealed with another key or changed since. */
    static Optional<byte[]> open(byte[] sealed, byte[] nonce, byte[] key) {
        if (sealed.length < TAG) {
            return Optional.empty();
        }
        var cipher = new XSalsa20Engine();
        if (!org.bouncycastle.util.Arrays.constantTimeAreEqual(tag(begin(cipher, nonce, key), sealed), Arrays.copyOf(sealed, TAG))) {
            return Optional.empty();
        }
        byte[] plain = new byte[sealed.length - TAG];
        cipher.processBytes(sealed, TAG, plain.length, plain, 0);
        return Optional.of(plain);
    }

    /** The first 32 bytes of the key stream are the authenticator's key. */
    private static byte[] begin(XSalsa20Engine cipher, byte[] nonce, byte[] key) {
        cipher.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
        byte[] first = new byte[KEY];
        cipher.processBytes(first, 0, KEY, first, 0);
        return first;
    }

    private static byte[] tag(byte[] key, byte[] sealed) {
        var mac = new Poly1305();
        mac.init(new KeyParameter(key));
        mac.update(sealed, TAG, sealed.length - TAG);
        byte[] out = new byte[TAG];
        mac.doFinal(out, 0);
        return out;
    }
}
