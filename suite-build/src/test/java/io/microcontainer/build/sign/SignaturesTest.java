package io.microcontainer.build.sign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.microcontainer.api.digest.Digest;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.archive.Location;
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
            assertEquals(digest, signatures.sign(image, directory.resolve("two.key"), false));
            assertEquals(digest, signatures.verify(image, directory.resolve("two.pub")));
            assertTrue(message(signatures, image, "one").endsWith("is signed, but not by the key of " + directory.resolve("one.pub")));
            signatures.sign(image, directory.resolve("one.key"), false);
            assertEquals(digest, signatures.verify(image, directory.resolve("one.pub")));
            assertEquals(digest, signatures.verify(image, directory.resolve("two.pub")));

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

    private void openssl(String key, byte[] content, byte[] signature) throws Exception {
        Path file = Files.write(directory.resolve("content"), content);
        Path signed = Files.write(directory.resolve("signature"), signature);
        HostTree.run("openssl", "dgst", "-sha256", "-verify", directory.resolve(key + ".pub").toString(), "-signature", signed.toString(), file.toString());
    }

    @Test
    void opensslTakesTheSignatureAndItIsTheSameAgain() throws Exception {
        keys("one", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256");
        byte[] content = "content".getBytes(StandardCharsets.US_ASCII);
        byte[] signature = Ecdsa.sign(PemKey.privateKey(directory.resolve("one.key")), content);
        assertEquals(HexFormat.of().formatHex(signature),
                HexFormat.of().formatHex(Ecdsa.sign(PemKey.privateKey(directory.resolve("one.key")), content)));
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
            assertTrue(assertThrows(BuildException.class, () -> PemKey.privateKey(directory.resolve(name + ".key"))).getMessage()
                    .contains("has no private ECDSA key of the curve P-256"));
            assertTrue(assertThrows(BuildException.class, () -> PemKey.publicKey(directory.resolve(name + ".pub"))).getMessage().contains("has no public"));
        }
        Path cosign = Files.writeString(directory.resolve("cosign.key"), "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nAAAA\n"
                + "-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n");
        assertTrue(assertThrows(BuildException.class, () -> PemKey.privateKey(cosign)).getMessage().contains("is encrypted"));
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
