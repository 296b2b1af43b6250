package io.microcontainer.build.sign;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.json.JsonWritable;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * A private key as cosign encrypts it: scrypt (RFC 7914) of a password is the key of a NaCl secretbox that holds PKCS #8. The PEM block has
 * it as JSON.
 *
 * @param n      scrypt's cost
 * @param r      scrypt's block size
 * @param p      scrypt's parallelism
 * @param salt   of scrypt
 * @param nonce  of the box
 * @param sealed the box
 */
record EncryptedKey(int n, int r, int p, byte[] salt, byte[] nonce, byte[] sealed) implements JsonWritable {

    /** Names of the PEM block: today's, and that of cosign before its version 2. */
    static final String BLOCK = "ENCRYPTED SIGSTORE PRIVATE KEY";
    static final String OLD_BLOCK = "ENCRYPTED COSIGN PRIVATE KEY";

    /** As cosign has it since its version 2: 64 MiB of memory for each guess of a password. */
    private static final int N = 1 << 16;
    private static final int R = 8;
    private static final int P = 1;
    private static final long MAX_MEMORY = 1L << 29;
    private static final int SALT = 32;

    /** Encrypts PKCS #8. */
    static EncryptedKey seal(byte[] key, String password, SecureRandom random) {
        byte[] salt = new byte[SALT];
        byte[] nonce = new byte[SecretBox.NONCE];
        random.nextBytes(salt);
        random.nextBytes(nonce);
        return new EncryptedKey(N, R, P, salt, nonce, SecretBox.seal(key, nonce, derive(password, salt, N, R, P)));
    }

    /** PKCS #8; empty if the password is another one. */
    Optional<byte[]> open(String password) {
        return SecretBox.open(sealed, nonce, derive(password, salt, n, r, p));
    }

    private static byte[] derive(String password, byte[] salt, int n, int r, int p) {
        return SCrypt.generate(password.getBytes(StandardCharsets.UTF_8), salt, n, r, p, SecretBox.KEY);
    }

    /**
     * Reads the JSON of a PEM block.
     *
     * @throws IllegalArgumentException if it is another kind of encryption, or would take too much memory
     */
    static EncryptedKey read(byte[] json) {
        return JsonDocument.parse(json, "encrypted key").object(in -> in.requiredObject("kdf", kdf -> in.requiredObject("cipher", cipher ->
                kdf.requiredObject("params", params -> of(kdf, params, cipher, in)))));
    }

    private static EncryptedKey of(JsonObject kdf, JsonObject params, JsonObject cipher, JsonObject in) {
        if (!kdf.requiredString("name").equals("scrypt") || !cipher.requiredString("name").equals("nacl/secretbox")) {
            throw new IllegalArgumentException("it is encrypted in another way than by scrypt and nacl/secretbox");
        }
        int n = params.requiredInt32("N");
        int r = params.requiredInt32("r");
        int p = params.requiredInt32("p");
        byte[] nonce = Base64.getDecoder().decode(cipher.requiredString("nonce"));
        if (n < 2 || Integer.bitCount(n) != 1 || r < 1 || r > 64 || p < 1 || p > 16 || 128L * n * r * p > MAX_MEMORY || nonce.length != SecretBox.NONCE) {
            throw new IllegalArgumentException("its numbers for scrypt or secretbox are out of bounds");
        }
        return new EncryptedKey(n, r, p, Base64.getDecoder().decode(kdf.requiredString("salt")), nonce, Base64.getDecoder().decode(in.requiredString("ciphertext")));
    }

    /** The JSON as cosign writes it. */
    byte[] json() {
        return JsonText.compact(this);
    }

    @Override
    public void write(JsonFields out) {
        Base64.Encoder base64 = Base64.getEncoder();
        out.object("kdf", kdf -> kdf.string("name", "scrypt").object("params", params -> params.number("N", n).number("r", r).number("p", p))
                        .string("salt", base64.encodeToString(salt)))
                .object("cipher", cipher -> cipher.string("name", "nacl/secretbox").string("nonce", base64.encodeToString(nonce)))
                .string("ciphertext", base64.encodeToString(sealed));
    }
}
