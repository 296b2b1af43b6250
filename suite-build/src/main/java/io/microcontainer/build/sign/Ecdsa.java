package io.microcontainer.build.sign;

import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/** ECDSA over SHA-256. The same key and content give the same signature (RFC 6979), so that a signed image can be rebuilt bit for bit. */
final class Ecdsa {

    private Ecdsa() {
    }

    static byte[] sign(ECPrivateKeyParameters key, byte[] content) {
        var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, key);
        BigInteger[] numbers = signer.generateSignature(sha256(content));
        try {
            return StandardDSAEncoding.INSTANCE.encode(signer.getOrder(), numbers[0], numbers[1]);
        } catch (IOException e) {
            throw new IllegalStateException("encoding to memory failed", e);
        }
    }

    static boolean verify(ECPublicKeyParameters key, byte[] content, byte[] signature) {
        var signer = new ECDSASigner();
        signer.init(false, key);
        try {
            BigInteger[] numbers = StandardDSAEncoding.INSTANCE.decode(signer.getOrder(), signature);
            return signer.verifySignature(sha256(content), numbers[0], numbers[1]);
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] sha256(byte[] content) {
        var digest = new SHA256Digest();
        digest.update(content, 0, content.length);
        byte[] out = new byte[digest.getDigestSize()];
        digest.doFinal(out, 0);
        return out;
    }
}
