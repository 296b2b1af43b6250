package io.microcontainer.build.pgp;

import io.microcontainer.build.pgp.KeyRing.TrustedKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPObjectFactory;
import org.bouncycastle.openpgp.PGPRuntimeOperationException;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/** Checks detached signatures against trusted keys. One good signature of a trusted key is enough. */
public final class SignatureCheck {

    /** Hashes for which others with the same value can be made. */
    private static final Set<Integer> WEAK = Set.of(HashAlgorithmTags.MD5, HashAlgorithmTags.SHA1, HashAlgorithmTags.RIPEMD160,
            HashAlgorithmTags.DOUBLE_SHA, HashAlgorithmTags.MD2);
    private static final int MOST_SIGNATURES = 100;

    private final KeyRing keys;
    private final long nowMillis;

    /**
     * @param keys      that are trusted
     * @param nowMillis the time, in milliseconds since 1970, by which keys may have expired
     */
    public SignatureCheck(KeyRing keys, long nowMillis) {
        this.keys = keys;
        this.nowMillis = nowMillis;
    }

    /**
     * What became of a check.
     *
     * @param signer  fingerprint of the key whose good signature was found, in capital hexadecimal
     * @param problem why there is none, as the end of a sentence about what was signed: {@code is not signed}
     */
    public record Verdict(Optional<String> signer, String problem) {

        /** Whether the data is what a trusted key signed. */
        public boolean isGood() {
            return signer.isPresent();
        }
    }

    private record Candidate(PGPSignature signature, TrustedKey key) {
    }

    /**
     * Checks signatures of a piece of data.
     *
     * @param signatures packets, armored or binary
     * @param data       what they are said to sign; read to its end if a trusted key may have signed it
     */
    public Verdict check(byte[] signatures, InputStream data) throws IOException {
        return check(List.of(signatures), data);
    }

    /** Checks signatures that stand apart from each other; see {@link #check(byte[], InputStream)}. */
    public Verdict check(List<byte[]> signatures, InputStream data) throws IOException {
        List<PGPSignature> all = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        Set<String> unknown = new TreeSet<>();
        for (byte[] each : signatures) {
            try {
                all.addAll(parse(each));
            } catch (IOException | PGPRuntimeOperationException | IllegalArgumentException e) {
                problems.add("has a signature that cannot be read (" + e.getMessage() + ")");
            }
        }
        List<Candidate> candidates = new ArrayList<>();
        for (PGPSignature signature : all) {
            Optional<TrustedKey> key = keys.signer(signature);
            if (key.isEmpty()) {
                unknown.add(signer(signature));
            } else {
                begin(signature, key.get(), candidates, problems);
            }
        }
        if (!candidates.isEmpty()) {
            Optional<String> good = verify(candidates, data, problems);
            if (good.isPresent()) {
                return new Verdict(good, "");
            }
        }
        if (!unknown.isEmpty()) {
            problems.add("is signed by key " + String.join(", ", unknown) + ", which is not trusted here");
        }
        return new Verdict(Optional.empty(), problems.isEmpty() ? "is not signed" : String.join(", and ", problems));
    }

    private static List<PGPSignature> parse(byte[] bytes) throws IOException {
        List<PGPSignature> signatures = new ArrayList<>();
        var objects = new PGPObjectFactory(PGPUtil.getDecoderStream(new ByteArrayInputStream(bytes)), new BcKeyFingerprintCalculator());
        for (Object object = objects.nextObject(); object != null; object = objects.nextObject()) {
            if (object instanceof PGPSignatureList list) {
                list.forEach(signatures::add);
            }
            if (signatures.size() > MOST_SIGNATURES) {
                throw new IOException("more than " + MOST_SIGNATURES + " signatures");
            }
        }
        return signatures;
    }

    private static String signer(PGPSignature signature) {
        return signature.getKeyIdentifiers().stream().map(id -> Long.toHexString(id.getKeyId()).toUpperCase(Locale.ROOT)).distinct()
                .collect(Collectors.joining("/"));
    }

    private void begin(PGPSignature signature, TrustedKey key, List<Candidate> candidates, List<String> problems) {
        int type = signature.getSignatureType();
        try {
            Optional<String> objection = key.objection(signature, nowMillis);
            if (type != PGPSignature.BINARY_DOCUMENT && type != PGPSignature.CANONICAL_TEXT_DOCUMENT) {
                problems.add("has a signature of type " + type + ", which is none of data");
            } else if (WEAK.contains(signature.getHashAlgorithm())) {
                problems.add("is signed by way of " + PGPUtil.getDigestName(signature.getHashAlgorithm()) + ", which can be forged");
            } else if (objection.isPresent()) {
                problems.add("is signed by a key that is not good: " + objection.get());
            } else if (isOver(signature)) {
                problems.add("is signed by key " + key.fingerprint() + ", whose signature has expired");
            } else {
                signature.init(new BcPGPContentVerifierBuilderProvider(), key.key());
                candidates.add(new Candidate(signature, key));
            }
        } catch (PGPException | PGPRuntimeOperationException e) {
            problems.add("has a signature that cannot be checked (" + e.getMessage() + ")");
        }
    }

    private boolean isOver(PGPSignature signature) {
        if (signature.getVersion() < 4 || !signature.hasSubpackets()) {
            return false;
        }
        long seconds = signature.getHashedSubPackets().getSignatureExpirationTime();
        return seconds > 0 && signature.getCreationTime().getTime() + seconds * 1000 < nowMillis;
    }

    private static Optional<String> verify(List<Candidate> candidates, InputStream data, List<String> problems) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int read = data.read(buffer); read >= 0; read = data.read(buffer)) {
            for (Candidate candidate : candidates) {
                candidate.signature().update(buffer, 0, read);
            }
        }
        for (Candidate candidate : candidates) {
            try {
                if (candidate.signature().verify()) {
                    return Optional.of(candidate.key().fingerprint());
                }
                problems.add("is not what key " + candidate.key().fingerprint() + " signed: it was changed or is damaged");
            } catch (PGPException | PGPRuntimeOperationException e) {
                problems.add("has a signature of key " + candidate.key().fingerprint() + " that cannot be checked (" + e.getMessage() + ")");
            }
        }
        return Optional.empty();
    }
}
