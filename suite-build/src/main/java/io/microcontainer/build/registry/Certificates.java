package io.microcontainer.build.registry;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.fetch.TrustAll;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whose certificates a registry may show: those that the host trusts, where the owners of private registries put their own, and
 * not only those that this Java came with. {@code SSL_CERT_FILE} stands for the host's; {@code /etc/docker/certs.d/HOST:PORT/*.crt}
 * and the same below {@code /etc/containers} add to them, as they do for Docker and Podman.
 */
final class Certificates {

    private static final List<String> HOST_BUNDLES = List.of("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
            "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem");

    private Certificates() {
    }

    /** The context for connections to a registry; null for Java's own where the host says nothing. */
    static SSLContext context(RegistryOptions options, String registry) {
        if (options.insecure()) {
            return TrustAll.context();
        }
        List<Certificate> trusted = new ArrayList<>();
        String named = options.environment().get("SSL_CERT_FILE");
        if (named != null && !named.isEmpty()) {
            add(Path.of(named), trusted);
        } else {
            HOST_BUNDLES.stream().map(Path::of).filter(Files::isReadable).findFirst().ifPresent(file -> add(file, trusted));
        }
        for (String directory : RegistryOptions.CERTIFICATE_DIRECTORIES) {
            addAll(Path.of(directory, registry), trusted);
        }
        return trusted.isEmpty() ? null : context(trusted);
    }

    private static void addAll(Path directory, List<Certificate> out) {
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                files.filter(each -> each.toString().endsWith(".crt")).sorted().forEach(each -> add(each, out));
            } catch (IOException e) {
                throw unreadable(directory, e);
            }
        }
    }

    private static void add(Path file, List<Certificate> out) {
        try (InputStream in = Files.newInputStream(file)) {
            out.addAll(CertificateFactory.getInstance("X.509").generateCertificates(in));
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable(file, e);
        }
    }

    private static BuildException unreadable(Path file, Exception e) {
        return new BuildException("the certificates in " + file + " cannot be read: " + e.getMessage(), e);
    }

    private static SSLContext context(List<Certificate> trusted) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate each : trusted) {
                store.setCertificateEntry("ca" + store.size(), each);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java lacks TLS", e);
        }
    }
}
