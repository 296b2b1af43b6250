package io.microcontainer.build.registry;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.fetch.HostCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Whose certificates a registry may show: those that the host trusts, or {@code SSL_CERT_FILE} in their place, and those that Docker
 * and Podman trust for the registry, {@code /etc/docker/certs.d/HOST:PORT/*.crt} and the same below {@code /etc/containers}.
 */
final class Certificates {

    private static final List<String> DIRECTORIES = List.of("/etc/docker/certs.d", "/etc/containers/certs.d");

    private Certificates() {
    }

    /** Files of trusted certificates; none if those of the host are all. */
    static List<Path> files(Map<String, String> environment, String registry) {
        List<Path> out = new ArrayList<>();
        for (String directory : DIRECTORIES) {
            add(Path.of(directory, registry), out);
        }
        String named = environment.get("SSL_CERT_FILE");
        if (named != null && !named.isEmpty()) {
            out.addFirst(Path.of(named));
        } else if (!out.isEmpty()) {
            HostCertificates.bundle().ifPresent(out::addFirst);
        }
        return out;
    }

    private static void add(Path directory, List<Path> out) {
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                files.filter(each -> each.toString().endsWith(".crt")).sorted().forEach(out::add);
            } catch (IOException e) {
                throw new BuildException("the certificates in " + directory + " cannot be read: " + e.getMessage(), e);
            }
        }
    }
}
