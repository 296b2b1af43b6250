package io.microcontainer.build.packages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.fetch.FetchOptions;
import io.microcontainer.build.pgp.Gpg;
import io.microcontainer.build.pgp.KeyRing;
import io.microcontainer.build.pgp.SignatureCheck;
import io.microcontainer.build.pgp.SignatureCheck.Verdict;
import io.microcontainer.build.repo.RepositoryConfig;
import io.microcontainer.build.repo.RepositoryLocation;
import io.microcontainer.build.repo.SignaturePolicy;
import io.microcontainer.build.repo.SignaturePolicy.Metadata;
import io.microcontainer.build.repo.TestRepo;
import io.microcontainer.build.rpm.RpmPackage;
import io.microcontainer.build.rpm.RpmReader;
import io.microcontainer.build.rpm.RpmSamples;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages and metadata signed by the tools that distributions sign them with. */
class PackageSignaturesTest {

    private static final Map<String, String> ALGORITHMS = Map.of("rsa", "rsa2048", "ecdsa", "nistp256", "eddsa", "ed25519");

    @TempDir
    static Path directory;
    private static Gpg gpg;
    private static Path repository;

    @BeforeAll
    static void build() throws IOException {
        gpg = new Gpg(directory);
        repository = directory.resolve("repo");
        var packages = new TestRepo(repository);
        for (String name : List.of("rsa", "eddsa", "stranger", "expired", "weak", "unsigned")) {
            packages.add(name, "1-1");
        }
        packages.build();
        for (String user : ALGORITHMS.keySet()) {
            Files.write(directory.resolve(user + ".key"), gpg.key(user, ALGORITHMS.get(user), "never"));
            // This rpmsign knows no ECDSA: what it cannot make is checked with metadata and with packages of others.
            if (!user.equals("ecdsa")) {
                gpg.signPackage(user, repository.resolve(user + "-1-1.x86_64.rpm"));
            }
        }
        gpg.key("stranger", "ed25519", "never");
        gpg.signPackage("stranger", repository.resolve("stranger-1-1.x86_64.rpm"));
        String then = "20200101T000000!";
        Files.write(directory.resolve("expired.key"), gpg.key("expired", "rsa2048", "2020-02-01", "--faked-system-time", then));
        gpg.signPackage("expired", repository.resolve("expired-1-1.x86_64.rpm"), "--faked-system-time", then);
        gpg.signPackage("rsa", repository.resolve("weak-1-1.x86_64.rpm"), "--digest-algo", "SHA1");
        TestRepo.index(repository);
    }

    @AfterAll
    static void close() {
        gpg.close();
    }

    @Test
    void packagesOfTrustedKeysAreTakenAndKnownTheNextTime() {
        List<String> steps = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            PackageSet set = load("good", steps::add, policy(Metadata.NEVER, "rsa", "eddsa"), "rsa", "eddsa");
            assertEquals(2, set.packages().size());
        }
        assertEquals(2, steps.stream().filter(step -> step.startsWith("fetching")).count(), steps::toString);
    }

    @Test
    void othersAreRefusedByNameAndNotKept() {
        refuse("unsigned", "package unsigned-1-1.x86_64 of repository r is not signed; name the right key");
        refuse("stranger", "package stranger-1-1.x86_64 of repository r is signed by key ");
        refuse("expired", "package expired-1-1.x86_64 of repository r is signed by a key that is not good: key ");
        refuse("weak", "package weak-1-1.x86_64 of repository r is signed by way of SHA1, which can be forged");
        refuse("eddsa", "package eddsa-1-1.x86_64 of repository r is signed by key ");
    }

    private void refuse(String name, String begin) {
        String message = assertThrows(BuildException.class, () -> load("refuse-" + name, Progress.SILENT, policy(Metadata.NEVER, "rsa", "expired"), name)).getMessage();
        assertTrue(message.startsWith(begin), message);
        assertTrue(message.contains("`gpgcheck: false`"), message);
        // What was taken without a check is checked when the check is on again.
        load("refuse-" + name, Progress.SILENT, SignaturePolicy.NONE, name);
        assertThrows(BuildException.class, () -> load("refuse-" + name, Progress.SILENT, policy(Metadata.NEVER, "rsa", "expired"), name));
    }

    @Test
    void aChangedPackageIsRefused() throws IOException {
        Path file = directory.resolve("changed.rpm");
        byte[] bytes = Files.readAllBytes(repository.resolve("rsa-1-1.x86_64.rpm"));
        RpmPackage rpm = new RpmReader().read(repository.resolve("rsa-1-1.x86_64.rpm"));
        bytes[(int) rpm.payload().headerOffset() + 100] ^= 1;
        Files.write(file, bytes);
        KeyRing keys = KeyRing.read(Files.readAllBytes(directory.resolve("rsa.key")), "rsa");
        Verdict verdict = check(file, rpm, keys);
        assertFalse(verdict.isGood());
        assertTrue(verdict.problem().contains("it was changed or is damaged"), verdict::problem);
    }

    @Test
    void metadataIsCheckedIfItIsSignedOrMustBe() throws IOException {
        Path signed = directory.resolve("signed");
        new TestRepo(signed).add("any", "1-1").createrepo();
        refuseMetadata(signed, policy(Metadata.ALWAYS, "rsa"), "is not signed, as `repo_gpgcheck` demands");
        SignaturePolicy ifSigned = new SignaturePolicy(false, Metadata.IF_SIGNED, List.of(directory.resolve("ecdsa.key").toUri().toString()));
        load("unsigned-metadata", Progress.SILENT, signed, ifSigned, "any");
        gpg.sign("ecdsa", signed.resolve("repodata/repomd.xml"));
        load("signed-metadata", Progress.SILENT, signed, new SignaturePolicy(false, Metadata.ALWAYS, ifSigned.keys()), "any");
        gpg.sign("stranger", signed.resolve("repodata/repomd.xml"));
        refuseMetadata(signed, ifSigned, "which is not trusted here");
        gpg.sign("ecdsa", signed.resolve("repodata/repomd.xml"));
        Files.writeString(signed.resolve("repodata/repomd.xml"), Files.readString(signed.resolve("repodata/repomd.xml")).replace("<revision>", "<revision>1"));
        refuseMetadata(signed, ifSigned, "it was changed or is damaged");
    }

    private static void refuseMetadata(Path signed, SignaturePolicy policy, String part) {
        String message = assertThrows(BuildException.class, () -> load("metadata", Progress.SILENT, signed, policy, "any")).getMessage();
        assertTrue(message.contains(part), message);
    }

    /** The formats 4 and 6 with the signatures of versions 3, 4 and 6 that rpm itself and others made. */
    @Test
    void signaturesThatOthersMade() throws IOException {
        List<Path> files = RpmSamples.shared();
        assumeFalse(files.isEmpty(), "no packages made by others are beside the clone");
        KeyRing keys = KeyRing.empty();
        try (Stream<Path> names = Files.list(files.getFirst().getParent().resolveSibling("keys"))) {
            for (Path key : names.sorted().toList()) {
                keys = keys.with(KeyRing.read(Files.readAllBytes(key), key.toString()));
            }
        }
        Map<String, String> verdicts = new TreeMap<>();
        for (Path file : files) {
            RpmPackage rpm = new RpmReader().read(file);
            if (!rpm.signatures().isEmpty()) {
                Verdict verdict = check(file, rpm, keys);
                verdicts.put(file.getParent().getFileName() + "/" + file.getFileName(), verdict.isGood() ? "good" : verdict.problem());
            }
        }
        for (String algorithm : List.of("rpm4/rpm-basic-with-ecdsa", "rpm4/rpm-basic-with-ed25519", "rpm4/rpm-basic-with-rsa4096", "rpm6/rpm-basic-with-rsa4k")) {
            assertTrue(verdicts.entrySet().stream().anyMatch(each -> each.getKey().startsWith(algorithm) && each.getValue().equals("good")),
                    algorithm + " in " + verdicts);
        }
    }

    private static Verdict check(Path file, RpmPackage rpm, KeyRing keys) throws IOException {
        Verdict last = null;
        for (RpmPackage.Signature each : rpm.signatures()) {
            try (var all = Files.newInputStream(file)) {
                all.skipNBytes(rpm.payload().headerOffset());
                byte[] data = each.wholePackage() ? all.readAllBytes() : all.readNBytes((int) (rpm.payload().offset() - rpm.payload().headerOffset()));
                last = new SignatureCheck(keys, System.currentTimeMillis()).check(each.packets(), new ByteArrayInputStream(data));
            }
            if (last.isGood()) {
                return last;
            }
        }
        return last;
    }

    private static SignaturePolicy policy(Metadata metadata, String... keys) {
        return new SignaturePolicy(true, metadata, Stream.of(keys).map(key -> directory.resolve(key + ".key").toUri().toString()).toList());
    }

    private static PackageSet load(String cache, Progress progress, SignaturePolicy policy, String... names) {
        return load(cache, progress, repository, policy, names);
    }

    private static PackageSet load(String cache, Progress progress, Path place, SignaturePolicy policy, String... names) {
        var at = RepositoryConfig.at(new RepositoryLocation("r", RepositoryLocation.of(place.toString(), directory).uri()), policy);
        var settings = new PackageSettings(List.of(at), "x86_64", List.of(), false, directory.resolve("vendor"), ContentStore.open(directory.resolve("cache-" + cache)),
                FetchOptions.DEFAULT, progress);
        return new RpmPackageSource(settings).load(Stream.of(names).map(name -> (PackageRequest) new PackageRequest.Named(name)).toList());
    }
}
