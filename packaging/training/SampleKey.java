import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Date;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;

/** The key that signs the repositories of a training run; made anew each time and kept nowhere. */
final class SampleKey {

    private final PGPKeyPair pair;

    SampleKey() throws PGPException {
        var generator = new RSAKeyPairGenerator();
        generator.init(new RSAKeyGenerationParameters(BigInteger.valueOf(0x10001), new SecureRandom(), 2048, 80));
        pair = new BcPGPKeyPair(PublicKeyPacket.VERSION_4, PublicKeyAlgorithmTags.RSA_GENERAL, generator.generateKeyPair(), new Date());
    }

    private static BcPGPContentSignerBuilder signer() {
        return new BcPGPContentSignerBuilder(PublicKeyAlgorithmTags.RSA_GENERAL, HashAlgorithmTags.SHA512);
    }

    /** Writes the public key. */
    void write(Path file) throws IOException, PGPException {
        var ring = new PGPKeyRingGenerator(PGPSignature.POSITIVE_CERTIFICATION, pair, "sample <sample@localhost>",
                new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA1), null, null, signer(), null);
        var bytes = new ByteArrayOutputStream();
        try (var armor = ArmoredOutputStream.builder().build(bytes)) {
            ring.generatePublicKeyRing().encode(armor);
        }
        Files.write(file, bytes.toByteArray());
    }

    /** A detached signature, armored. */
    String sign(int type, byte[] data) throws IOException, PGPException {
        var generator = new PGPSignatureGenerator(signer(), pair.getPublicKey());
        generator.init(type, pair.getPrivateKey());
        generator.update(data);
        var bytes = new ByteArrayOutputStream();
        try (var armor = ArmoredOutputStream.builder().build(bytes)) {
            generator.generate().encode(armor);
        }
        return bytes.toString(StandardCharsets.US_ASCII);
    }

    /** A text with its signature around it. */
    String clearSign(String text) throws IOException, PGPException {
        byte[] signed = text.stripTrailing().replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        return "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n" + text + sign(PGPSignature.CANONICAL_TEXT_DOCUMENT, signed);
    }
}
