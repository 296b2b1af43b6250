package io.microcontainer.build.sign;

import io.microcontainer.api.json.JsonException;
import io.microcontainer.build.BuildException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/** Reads ECDSA keys of the curve P-256 from PEM files (RFC 7468): PKCS #8, SEC 1, what cosign has encrypted, and public keys. No message shows a private key. */
final class PemKey {

    private static final int MAX_BYTES = 1 << 16;
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final int CURVE_BITS = 256;

    private PemKey() {
    }

    static ECPrivateKeyParameters privateKey(SigningKey from) {
        Path file = from.file();
        String text = text(file);
        if (text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED")) {
            throw new BuildException("the key in " + file + " is encrypted as OpenSSL does it; give a plain one, or one that cosign or `smith keygen` has encrypted");
        }
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            byte[] bytes = Base64.getMimeDecoder().decode(block.group(2));
            try {
                AsymmetricKeyParameter key = switch (block.group(1)) {
                    case EncryptedKey.BLOCK, EncryptedKey.OLD_BLOCK -> PrivateKeyFactory.createKey(decrypted(bytes, from));
                    case "PRIVATE KEY" -> PrivateKeyFactory.createKey(bytes);
                    case "EC PRIVATE KEY" -> PrivateKeyFactory.createKey(new PrivateKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey,
                            SECObjectIdentifiers.secp256r1), ECPrivateKey.getInstance(bytes)));
                    default -> null;
                };
                if (key instanceof ECPrivateKeyParameters ec && ec.getParameters().getCurve().getFieldSize() == CURVE_BITS
                        && ec.getParameters().getG().equals(SECNamedCurves.getByOID(SECObjectIdentifiers.secp256r1).getG())) {
                    return ec;
                }
            } catch (IOException | IllegalArgumentException | IllegalStateException _) {
                // Said below, without the text.
            }
        }
        throw new BuildException(file + " has no private ECDSA key of the curve P-256 in PEM; make one with `openssl genpkey -algorithm EC -pkeyopt "
                + "ec_paramgen_curve:P-256`");
    }

    private static byte[] decrypted(byte[] json, SigningKey from) {
        EncryptedKey key;
        try {
            key = EncryptedKey.read(json);
        } catch (JsonException | IllegalArgumentException e) {
            throw new BuildException("the encrypted key in " + from.file() + " cannot be read: " + e.getMessage(), e);
        }
        String password = from.password().orElseThrow(() -> new BuildException("the key in " + from.file() + " is encrypted; put its password into the environment as "
                + SigningKey.VARIABLE));
        return key.open(password).orElseThrow(() -> new BuildException("the password in " + SigningKey.VARIABLE + " is not that of the key in " + from.file()));
    }

    static ECPublicKeyParameters publicKey(Path file) {
        Matcher block = BLOCK.matcher(text(file));
        while (block.find()) {
            if (block.group(1).equals("PUBLIC KEY")) {
                try {
                    if (PublicKeyFactory.createKey(Base64.getMimeDecoder().decode(block.group(2))) instanceof ECPublicKeyParameters ec
                            && ec.getParameters().getCurve().getFieldSize() == CURVE_BITS) {
                        return ec;
                    }
                } catch (IOException | IllegalArgumentException | IllegalStateException _) {
                    // Said below.
                }
            }
        }
        throw new BuildException(file + " has no public ECDSA key of the curve P-256 in PEM, as cosign.pub or as `openssl pkey -pubout` makes");
    }

    private static String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new BuildException("cannot read the key " + file + ": " + e.getMessage(), e);
        }
    }
}
