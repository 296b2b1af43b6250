package io.microcontainer.build.pgp;

import io.microcontainer.build.BuildException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPObjectFactory;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPRuntimeOperationException;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;

/** Public keys that a user trusts, of versions 4 and 6. Who puts a key in here vouches for all of it, its subkeys too. */
public final class KeyRing {

    private static final int MOST_KEYS = 10_000;
    private static final Pattern ARMOR = Pattern.compile("-----BEGIN PGP PUBLIC KEY BLOCK-----.*?-----END PGP PUBLIC KEY BLOCK-----", Pattern.DOTALL);

    private final List<PGPPublicKeyRing> rings;

    private KeyRing(List<PGPPublicKeyRing> rings) {
        this.rings = List.copyOf(rings);
    }

    /** No keys. */
    public static KeyRing empty() {
        return new KeyRing(List.of());
    }

    /**
     * Reads keys: armored, one block after another, or binary.
     *
     * @param source their name for messages
     * @throws BuildException if there are none or they cannot be read
     */
    public static KeyRing read(byte[] bytes, String source) {
        List<PGPPublicKeyRing> rings = new ArrayList<>();
        try {
            Matcher armor = ARMOR.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
            boolean armored = false;
            while (armor.find()) {
                armored = true;
                add(rings, PGPUtil.getDecoderStream(new ByteArrayInputStream(armor.group().getBytes(StandardCharsets.ISO_8859_1))));
            }
            if (!armored) {
                add(rings, new ByteArrayInputStream(bytes));
            }
        } catch (IOException | PGPRuntimeOperationException e) {
            throw new BuildException("the keys in " + source + " cannot be read: " + e.getMessage(), e);
        }
        if (rings.isEmpty()) {
            throw new BuildException("no OpenPGP public key is in " + source);
        }
        return new KeyRing(rings);
    }

    /** Objects that are no keys, such as markers, are passed over. */
    private static void add(List<PGPPublicKeyRing> rings, InputStream in) throws IOException {
        var objects = new PGPObjectFactory(in, new BcKeyFingerprintCalculator());
        for (Object object = objects.nextObject(); object != null; object = objects.nextObject()) {
            if (object instanceof PGPPublicKeyRing ring) {
                rings.add(ring);
            }
            if (rings.size() > MOST_KEYS) {
                throw new IOException("more than " + MOST_KEYS + " keys");
            }
        }
    }

    /** The keys of this and of another ring. */
    public KeyRing with(KeyRing other) {
        return new KeyRing(Stream.concat(rings.stream(), other.rings.stream()).toList());
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return rings.isEmpty();
    }

    /** Only the keys whose fingerprint, of the main key or a subkey, ends with one of some hexadecimal texts. */
    public KeyRing only(List<String> fingerprints) {
        return new KeyRing(rings.stream().filter(ring -> keys(ring).anyMatch(key -> fingerprints.stream()
                .anyMatch(each -> fingerprint(key).endsWith(each.toUpperCase(Locale.ROOT))))).toList());
    }

    /** A name for exactly these keys. */
    public String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (PGPPublicKeyRing ring : rings) {
                digest.update(ring.getEncoded());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key that says it made a signature. */
    Optional<TrustedKey> signer(PGPSignature signature) {
        for (PGPPublicKeyRing ring : rings) {
            Optional<PGPPublicKey> found = keys(ring).filter(key -> signature.getKeyIdentifiers().stream()
                    .anyMatch(id -> id.matchesExplicit(key.getKeyIdentifier()))).findFirst();
            if (found.isPresent()) {
                return Optional.of(new TrustedKey(ring.getPublicKey(), found.get()));
            }
        }
        return Optional.empty();
    }

    private static Stream<PGPPublicKey> keys(PGPPublicKeyRing ring) {
        List<PGPPublicKey> keys = new ArrayList<>();
        ring.getPublicKeys().forEachRemaining(keys::add);
        return keys.stream();
    }

    static String fingerprint(PGPPublicKey key) {
        return HexFormat.of().withUpperCase().formatHex(key.getFingerprint());
    }

    /** A key with the main key that it belongs to, which may be itself. */
    record TrustedKey(PGPPublicKey main, PGPPublicKey key) {

        String fingerprint() {
            return KeyRing.fingerprint(key);
        }

        /** Why what the key signed is not taken; empty if nothing speaks against it. */
        Optional<String> objection(PGPSignature signature, long nowMillis) throws PGPException {
            for (PGPPublicKey each : key == main ? List.of(main) : List.of(main, key)) {
                if (each.hasRevocation()) {
                    return Optional.of("key " + KeyRing.fingerprint(each) + " was revoked");
                }
                long end = each.getValidSeconds() == 0 ? Long.MAX_VALUE : each.getCreationTime().getTime() + each.getValidSeconds() * 1000;
                if (Math.max(nowMillis, signature.getCreationTime().getTime()) > end) {
                    return Optional.of("key " + KeyRing.fingerprint(each) + " expired at " + Instant.ofEpochMilli(end)
                            + "; get the current one from who made the packages");
                }
            }
            return Optional.empty();
        }
    }
}
