package io.microcontainer.build.cart;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * The certificates that TLS clients trust, one file: what update-ca-certificates(8) of Debian and update-ca-trust(8) of
 * Fedora make when their package is installed.
 */
final class CertificateBundle {

    /** Where OpenSSL of Debian looks, and a session's SSL_CERT_FILE leads. */
    static final String PLACE = "/etc/ssl/certs/ca-certificates.crt";

    private static final TreePath DEBIAN = TreePath.of("/usr/share/ca-certificates");
    private static final TreePath FEDORA = TreePath.of("/usr/share/pki/ca-trust-source/ca-bundle.trust.p11-kit");

    private static final int MOST_BYTES = 16 << 20;
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String END = "-----END CERTIFICATE-----";

    private CertificateBundle() {
    }

    /** The bundle of the certificates that a tree has; empty if it has none. */
    static Optional<byte[]> of(FileTree tree) {
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        for (Map.Entry<TreePath, Entry> each : tree.subtree(DEBIAN).entrySet()) {
            if (each.getKey().name().endsWith(".crt") && each.getValue() instanceof Entry.RegularFile file) {
                bundle.writeBytes(text(each.getKey(), file).strip().concat("\n").getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        if (tree.get(FEDORA).orElse(null) instanceof Entry.RegularFile file) {
            for (String object : text(FEDORA, file).split("\\[p11-kit-object-v1\\]")) {
                int begin = object.indexOf(BEGIN);
                int end = object.indexOf(END);
                if (object.contains("\ntrusted: true") && begin >= 0 && end > begin) {
                    bundle.writeBytes((object.substring(begin, end) + END + "\n").getBytes(StandardCharsets.ISO_8859_1));
                }
            }
        }
        return bundle.size() == 0 ? Optional.empty() : Optional.of(bundle.toByteArray());
    }

    private static String text(TreePath path, Entry.RegularFile file) {
        try (InputStream in = file.content().open()) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new BuildException("cannot read " + path + ": " + e.getMessage(), e);
        }
    }
}
