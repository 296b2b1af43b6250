package io.microcontainer.build.sign;

import io.microcontainer.build.BuildException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/** Makes key pairs as {@code cosign generate-key-pair} does: ECDSA of the curve P-256, the private key encrypted. */
public final class KeyPairs {

    private KeyPairs() {
    }

    /**
     * Writes {@code name.key} and {@code name.pub}; files that are there stay as they are.
     *
     * @param name     path without an ending
     * @param password of the private key
     * @throws BuildException if one of the files is there or cannot be written
     */
    public static void generate(Path name, String password) {
        var random = new SecureRandom();
        var generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(new ECNamedDomainParameters(SECObjectIdentifiers.secp256r1,
                SECNamedCurves.getByOID(SECObjectIdentifiers.secp256r1)), random));
        AsymmetricCipherKeyPair pair = generator.generateKeyPair();
        try {
            byte[] secret = PrivateKeyInfoFactory.createPrivateKeyInfo(pair.getPrivate()).getEncoded();
            write(name.resolveSibling(name.getFileName() + ".key"), EncryptedKey.BLOCK, EncryptedKey.seal(secret, password, random).json(), "rw-------");
            write(name.resolveSibling(name.getFileName() + ".pub"), "PUBLIC KEY", SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(pair.getPublic())
                    .getEncoded(), "rw-r--r--");
        } catch (FileAlreadyExistsException e) {
            throw new BuildException(e.getFile() + " is there already and is not replaced; name another", e);
        } catch (IOException e) {
            throw new BuildException("cannot write a key to " + name + ": " + e.getMessage(), e);
        }
    }

    private static void write(Path file, String block, byte[] content, String permissions) throws IOException {
        String text = "-----BEGIN " + block + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + block + "-----\n";
        FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
        try (var out = Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
            out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        }
    }
}
