package io.microcontainer.build.fetch;

import io.microcontainer.build.BuildException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS that trusts the certificate authorities of the host, where distributions keep them, and not those that the Java runtime
 * was built with: a company's own authority is known to the host only.
 */
public final class HostCertificates {

    /** Debian and Arch, Fedora and RHEL, openSUSE, Alpine. */
    private static final List<String> BUNDLES = List.of("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
            "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem");
    private static final Pattern CERTIFICATE = Pattern.compile("-----BEGIN (TRUSTED )?CERTIFICATE-----[^-]*-----END (TRUSTED )?CERTIFICATE-----");

    private HostCertificates() {
    }

    /** The file where this host keeps the certificates that it trusts. */
    public static Optional<Path> bundle() {
        return BUNDLES.stream().map(Path::of).filter(Files::isReadable).findFirst();
    }

    /**
     * A context that trusts the certificates in files; those of the host if none is named; empty where the Java runtime's own
     * are all that there is.
     *
     * @throws BuildException if a named file cannot be read or holds no certificate
     */
    static Optional<SSLContext> context(List<Path> files) {
        List<Path> sources = files.isEmpty() ? bundle().stream().toList() : files;
        if (sources.isEmpty()) {
            return Optional.empty();
        }
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Path file : sources) {
                add(store, file);
            }
            if (store.size() == 0 && files.isEmpty()) {
                return Optional.empty();
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return Optional.of(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new BuildException("the certificates in " + sources.getFirst() + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** One certificate that Java does not understand must not spoil the other hundred. */
    private static void add(KeyStore store, Path file) throws GeneralSecurityException, IOException {
        var factory = CertificateFactory.getInstance("X.509");
        int before = store.size();
        var pem = CERTIFICATE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        while (pem.find()) {
            try {
                byte[] text = pem.group().replace("TRUSTED ", "").getBytes(StandardCharsets.ISO_8859_1);
                store.setCertificateEntry("c" + store.size(), factory.generateCertificate(new ByteArrayInputStream(text)));
            } catch (CertificateException _) {
                continue;
            }
        }
        if (store.size() == before) {
            throw new CertificateException("no certificate is in " + file);
        }
    }
}
