package io.microcontainer.build.packages;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.packages.RepositoryAccess.Access;
import io.microcontainer.build.pgp.KeyRing;
import io.microcontainer.build.pgp.SignatureCheck;
import io.microcontainer.build.pgp.SignatureCheck.Verdict;
import io.microcontainer.build.rpm.DigestAlgorithm;
import io.microcontainer.build.rpm.RpmPackage;
import io.microcontainer.build.rpm.RpmPackage.Coverage;
import io.microcontainer.build.rpm.RpmReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks that packages are signed as their repository demands. A package that once passed is known by its SHA-256 and the keys. */
final class PackageSignatures {

    private static final String KIND = "rpm-signed-1";

    private final ContentStore store;

    PackageSignatures(ContentStore store) {
        this.store = store;
    }

    /** Whether nothing is left to check of a package file. */
    boolean isSettled(Access repository, String sha256) {
        return !repository.config().signatures().packages() || store.record(KIND, key(sha256, repository.keys().get())).isPresent();
    }

    /**
     * Checks a package file.
     *
     * @throws BuildException if no trusted key signed it
     */
    void check(Access repository, Path file, String sha256) {
        if (isSettled(repository, sha256)) {
            return;
        }
        RpmPackage rpm = new RpmReader().read(file);
        KeyRing keys = repository.keys().get();
        Verdict verdict = verdict(rpm, new SignatureCheck(keys, System.currentTimeMillis()));
        if (!verdict.isGood()) {
            String keyring = keys.isEmpty() ? "; no key is given: name it in `gpgkey`" : "; name the right key in `gpgkey`";
            throw new BuildException("package " + rpm.nevra() + " of repository " + repository.config().id() + " " + verdict.problem() + keyring
                    + ", or set `gpgcheck: false` for the repository if you trust the way it came");
        }
        store.remember(KIND, key(sha256, keys), verdict.signer().orElseThrow().getBytes(StandardCharsets.UTF_8));
    }

    /** A signature of the header alone suffices only where the header states digests of what follows that cannot be forged. */
    private static Verdict verdict(RpmPackage rpm, SignatureCheck check) {
        boolean headerCovers = rpm.fileDigests() != DigestAlgorithm.MD5
                || rpm.payload().digests().stream().anyMatch(digest -> digest.coverage() != Coverage.HEADER_AND_PAYLOAD);
        List<RpmPackage.Signature> ofHeader = rpm.signatures().stream().filter(each -> !each.wholePackage() && headerCovers).toList();
        List<RpmPackage.Signature> ofAll = rpm.signatures().stream().filter(RpmPackage.Signature::wholePackage).toList();
        Verdict last = new Verdict(Optional.empty(), rpm.signatures().isEmpty() || headerCovers ? "is not signed"
                : "has a signature of its header only, which says nothing of its files");
        for (List<RpmPackage.Signature> group : Stream.of(ofHeader, ofAll).filter(each -> !each.isEmpty()).toList()) {
            try (InputStream data = RpmReader.open(rpm, group.getFirst())) {
                last = check.check(group.stream().map(RpmPackage.Signature::packets).toList(), data);
            } catch (IOException e) {
                throw new BuildException("package " + rpm.file() + " cannot be read: " + e.getMessage(), e);
            }
            if (last.isGood()) {
                return last;
            }
        }
        return last;
    }

    private static String key(String sha256, KeyRing keys) {
        return sha256 + " " + keys.digest();
    }
}
