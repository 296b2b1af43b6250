package io.microcontainer.build.sign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.archive.Location;
import io.microcontainer.build.examine.Examiner;
import io.microcontainer.build.registry.RealRegistry;
import io.microcontainer.build.registry.RegistryOptions;
import io.microcontainer.build.registry.RemoteImage;
import io.microcontainer.build.registry.TransferListener;
import io.microcontainer.build.select.HostTree;
import io.microcontainer.build.smith.Smith;
import io.microcontainer.build.smith.TestBuild;
import io.microcontainer.build.transfer.Transfer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signatures, judged by openssl. */
class SignaturesTest {

    @TempDir
    private Path directory;

    @Test
    void imagesAreSignedByKeysAndNoOthers() throws Exception {
        keys("one", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256");
        keys("two", "ecparam", "-name", "prime256v1", "-genkey", "-noout");
        Files.writeString(directory.resolve("smith.yaml"), "cmd: [x]\n");
        Files.createDirectories(directory.resolve("rootfs/dir"));
        Smith.build(TestBuild.request(directory, directory.resolve("cache")));
        try (var registry = RealRegistry.plain(Files.createDirectories(directory.resolve("registry")))) {
            RemoteImage image = RemoteImage.parse("http://" + registry.host() + "/team/app:1");
            var options = RegistryOptions.of(false, Map.of());
            Digest digest = new Transfer(directory.resolve("cache"), options, TransferListener.SILENT)
                    .upload(Location.parse("image.tar.gz", directory), image, false, Optional.empty());
            var signatures = new Signatures(options);
            assertTrue(message(signatures, image, "one").contains("is not signed: the registry has no sha256-"));
            assertEquals(digest, signatures.sign(image, key("two.key"), false));
            assertEquals(digest, signatures.verify(image, directory.resolve("two.pub")));
            assertTrue(message(signatures, image, "one").endsWith("is signed, but not by the key of " + directory.resolve("one.pub")));
            signatures.sign(image, key("one.key"), false);
            assertEquals(digest, signatures.verify(image, directory.resolve("one.pub")));
            assertEquals(digest, signatures.verify(image, directory.resolve("two.pub")));

            inArchives(image, digest, options);

            // Read as others do: the manifest under cosign's tag, and of its layers the payload and the signature.
            JsonNode manifest = new JsonMapper().readTree(HostTree.run("skopeo", "inspect", "--raw", "--tls-verify=false",
                    "docker://" + registry.host() + "/team/app:sha256-" + digest.encoded() + ".sig"));
            assertEquals(2, manifest.path("layers").size());
            JsonNode layer = manifest.path("layers").path(1);
            assertEquals("application/vnd.dev.cosign.simplesigning.v1+json", layer.path("mediaType").asText());
            byte[] payload;
            try (var in = URI.create("http://" + registry.host() + "/v2/team/app/blobs/" + layer.path("digest").asText()).toURL().openStream()) {
                payload = in.readAllBytes();
            }
            assertEquals("{\"critical\":{\"identity\":{\"docker-reference\":\"" + registry.host() + "/team/app\"},\"image\":{\"docker-manifest-digest\":\"" + digest
                    + "\"},\"type\":\"cosign container image signature\"}}", new String(payload, StandardCharsets.UTF_8));
            openssl("one", payload, Base64.getDecoder().decode(layer.path("annotations").path("dev.cosignproject.cosign/signature").asText()));
        }
    }

    /** Signatures and bills of materials come down with an image, and go up again elsewhere. */
    private void inArchives(RemoteImage image, Digest digest, RegistryOptions options) throws Exception {
        var transfer = new Transfer(directory.resolve("other"), options, TransferListener.SILENT);
        transfer.download(image, directory.resolve("back.tar.gz"), Optional.empty(), 0);
        Location back = Location.parse("back.tar.gz", directory);
        for (String each : List.of("one.pub", "two.pub")) {
            assertEquals(digest, Signatures.verify(directory.resolve("other"), back, directory.resolve(each)));
        }
        keys("three", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256");
        assertTrue(assertThrows(BuildException.class, () -> Signatures.verify(directory.resolve("other"), back, directory.resolve("three.pub"))).getMessage()
                .endsWith("is signed, but not by the key of " + directory.resolve("three.pub")));
        assertTrue(assertThrows(BuildException.class, () -> Signatures.verify(directory.resolve("other"), Location.parse("image.tar.gz", directory),
                directory.resolve("one.pub"))).getMessage().contains("is not signed: no signature came with it"));
        assertTrue(new Examiner(directory.resolve("other"), options, Platform.linux("amd64")).open("back.tar.gz", directory, Optional.empty()).reasons().isPresent());
        RemoteImage copy = RemoteImage.parse(image.withoutSelector() + "-copy:1");
        transfer.upload(back, copy, false, Optional.empty());
        assertEquals(digest, new Signatures(options).verify(copy, directory.resolve("two.pub")));
        // Beside the image in a layout, as copies of all tags have it.
        for (String tag : List.of("1", Signatures.tag(digest))) {
            HostTree.run("skopeo", "--insecure-policy", "copy", "-q", "--src-tls-verify=false", "docker://" + image.toString().replaceFirst("http://|:1$", "").replaceFirst(":1$", "")
                    + ":" + tag, "oci:" + directory.resolve("layout") + ":" + tag);
        }
        assertEquals(digest, Signatures.verify(directory.resolve("other"), Location.parse("layout", directory), directory.resolve("one.pub")));
    }

    private void openssl(String key, byte[] content, byte[] signature) throws Exception {
        Path file = Files.write(directory.resolve("content"), content);
        Path signed = Files.write(directory.resolve("signature"), signature);
        HostTree.run("openssl", "dgst", "-sha256", "-verify", directory.resolve(key + ".pub").toString(), "-signature", signed.toString(), file.toString());
    }

    @Test
    void opensslTakesTheSignatureAndItIsTheSameAgain() throws Exception {
        keys("one", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256");
        byte[] content = "content".getBytes(StandardCharsets.US_ASCII);
        byte[] signature = Ecdsa.sign(PemKey.privateKey(key("one.key")), content);
        assertEquals(HexFormat.of().formatHex(signature),
                HexFormat.of().formatHex(Ecdsa.sign(PemKey.privateKey(key("one.key")), content)));
        openssl("one", content, signature);
        signature[signature.length - 1]++;
        assertFalse(Ecdsa.verify(PemKey.publicKey(directory.resolve("one.pub")), content, signature));
        assertFalse(Ecdsa.verify(PemKey.publicKey(directory.resolve("one.pub")), content, new byte[3]));
    }

    @Test
    void otherKeysAreRefused() throws Exception {
        keys("rsa", "genrsa", "2048");
        keys("other", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384");
        for (String name : new String[] {"rsa", "other"}) {
            assertTrue(assertThrows(BuildException.class, () -> PemKey.privateKey(key(name + ".key"))).getMessage()
                    .contains("has no private ECDSA key of the curve P-256"));
            assertTrue(assertThrows(BuildException.class, () -> PemKey.publicKey(directory.resolve(name + ".pub"))).getMessage().contains("has no public"));
        }
    }

    /** Encrypted by Python's hashlib.scrypt and PyNaCl's SecretBox in cosign's form. */
    @Test
    void cosignsEncryptedKeys() throws Exception {
        Path file = Files.writeString(directory.resolve("cosign.key"), """
                -----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----
                eyJrZGYiOiB7Im5hbWUiOiAic2NyeXB0IiwgInBhcmFtcyI6IHsiTiI6IDMyNzY4
                LCAiciI6IDgsICJwIjogMX0sICJzYWx0IjogIkFBRUNBd1FGQmdjSUNRb0xEQTBP
                RHhBUkVoTVVGUllYR0JrYUd4d2RIaDg9In0sICJjaXBoZXIiOiB7Im5hbWUiOiAi
                bmFjbC9zZWNyZXRib3giLCAibm9uY2UiOiAiWkdWbVoyaHBhbXRzYlc1dmNIRnlj
                M1IxZG5kNGVYcDcifSwgImNpcGhlcnRleHQiOiAiZ1d5bnIxV1lmNjJ4RmNvVFBu
                QnYrb2J1VmFkQ25rUmw2VE94NlJEVzllQnoraG8rZU0rN3lVNXJ2OGRXbnpMcVBq
                ZjFwb0dNNUlOU2Y1N1dTeU9yYVprOXNmSkYwZW8xczVndUptb0FKVGNUamNVclkz
                eXJ4bGY1L2dnL1B2ZjdVR3RmMG9ob0xtTTd5N0xvRzFGN2hsaFZNMEwyUHdKMW9y
                WFM3YWNJKzdSK1Q0YzZVcytSY3IxSWJUSk9VWk9tNjQzUGxRNW9tSTRkRnc9PSJ9
                -----END ENCRYPTED SIGSTORE PRIVATE KEY-----
                """);
        ECPrivateKeyParameters key = PemKey.privateKey(new SigningKey(file, Optional.of("correct horse")));
        assertEquals("e2840fa058584a8b7243e8c5070625d731d16e7f8d15690bc97004f6da3460bb", key.getD().toString(16));
        assertTrue(refusal(new SigningKey(file, Optional.empty())).endsWith("is encrypted; put its password into the environment as COSIGN_PASSWORD"));
        assertEquals("the password in COSIGN_PASSWORD is not that of the key in " + file, refusal(new SigningKey(file, Optional.of("wrong"))));
        Path huge = Files.writeString(directory.resolve("huge.key"), "-----BEGIN ENCRYPTED COSIGN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(
                ("{\"kdf\":{\"name\":\"scrypt\",\"params\":{\"N\":1073741824,\"r\":8,\"p\":1},\"salt\":\"\"},\"cipher\":{\"name\":\"nacl/secretbox\",\"nonce\":\"\"},"
                        + "\"ciphertext\":\"\"}").getBytes(StandardCharsets.US_ASCII)) + "\n-----END ENCRYPTED COSIGN PRIVATE KEY-----\n");
        assertTrue(refusal(new SigningKey(huge, Optional.of("x"))).endsWith("its numbers for scrypt or secretbox are out of bounds"));
    }

    @Test
    void keyPairsAreMadeOnceAndOpensslTakesThePublicOne() throws Exception {
        KeyPairs.generate(directory.resolve("made"), "secret");
        byte[] content = "content".getBytes(StandardCharsets.US_ASCII);
        openssl("made", content, Ecdsa.sign(PemKey.privateKey(new SigningKey(directory.resolve("made.key"), Optional.of("secret"))), content));
        assertEquals("-rw-------", HostTree.run("stat", "-c", "%A", directory.resolve("made.key").toString()).strip());
        assertEquals(directory.resolve("made.key") + " is there already and is not replaced; name another",
                assertThrows(BuildException.class, () -> KeyPairs.generate(directory.resolve("made"), "other")).getMessage());
    }

    private static String refusal(SigningKey key) {
        return assertThrows(BuildException.class, () -> PemKey.privateKey(key)).getMessage();
    }

    private SigningKey key(String name) {
        return new SigningKey(directory.resolve(name), Optional.empty());
    }

    /** {@code name.key} as openssl makes it, and {@code name.pub}. */
    private void keys(String name, String... how) throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-ec", "k=$0; openssl \"$@\" > $k.key 2> /dev/null; openssl pkey -in $k.key -pubout -out $k.pub",
                directory.resolve(name).toString()));
        command.addAll(List.of(how));
        HostTree.run(command.toArray(String[]::new));
    }

    private String message(Signatures signatures, RemoteImage image, String key) {
        return assertThrows(BuildException.class, () -> signatures.verify(image, directory.resolve(key + ".pub"))).getMessage();
    }
}
