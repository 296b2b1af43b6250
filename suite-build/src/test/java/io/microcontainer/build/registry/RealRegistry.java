package io.microcontainer.build.registry;

import io.microcontainer.build.select.HostTree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** Debian's docker-registry on a free port of this machine. */
public final class RealRegistry implements AutoCloseable {

    /** Who may enter where a password is asked for. */
    public static final String USER = "maker";
    /** Has characters that a URL has to encode. */
    public static final String PASSWORD = "s3cret@/:word";
    /** bcrypt of the password, as htpasswd -B makes it. */
    private static final String HASH = "$2y$04$......................dIfs4qu.avkmcaZhsgzOy1G1bK1Yai2";

    private final Process process;
    private final int port;

    private RealRegistry(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Without TLS and passwords. */
    public static RealRegistry plain(Path directory) throws Exception {
        return start(directory, "", "");
    }

    /** With TLS by a certificate of {@link #certificate}, and a password. */
    public static RealRegistry guarded(Path directory) throws Exception {
        Path passwords = Files.writeString(directory.resolve("htpasswd"), USER + ":" + HASH + "\n");
        certificate(directory);
        return start(directory, "  tls:\n    certificate: " + directory + "/cert.pem\n    key: " + directory + "/key.pem\n",
                "auth:\n  htpasswd:\n    realm: test\n    path: " + passwords + "\n");
    }

    /** With tokens of a server whose certificate is {@code cert.pem} of the directory. */
    public static RealRegistry withTokens(Path directory, String realm) throws Exception {
        return start(directory, "", "auth:\n  token:\n    realm: " + realm + "\n    service: test registry\n    issuer: test issuer\n    rootcertbundle: "
                + directory + "/cert.pem\n");
    }

    /** Makes {@code cert.pem} and {@code key.pem} for 127.0.0.1: ECDSA, signed by itself. */
    public static void certificate(Path directory) throws Exception {
        HostTree.run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=test",
                "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", directory.resolve("key.pem").toString(), "-out",
                directory.resolve("cert.pem").toString());
    }

    private static RealRegistry start(Path directory, String tls, String auth) throws Exception {
        for (int attempt = 0; ; attempt++) {
            int port;
            try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            Path config = Files.writeString(directory.resolve("config.yml"), "version: 0.1\nlog: {level: error}\nstorage:\n  filesystem: {rootdirectory: "
                    + directory.resolve("data") + "}\nhttp:\n  addr: 127.0.0.1:" + port + "\n" + tls + auth);
            Process process = new ProcessBuilder("docker-registry", "serve", config.toString()).redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile()).start();
            var registry = new RealRegistry(process, port);
            if (registry.answers()) {
                return registry;
            }
            registry.close();
            if (attempt > 3) {
                throw new IOException("docker-registry does not start: " + Files.readString(directory.resolve("log")));
            }
        }
    }

    private boolean answers() throws InterruptedException {
        while (process.isAlive()) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException _) {
                Thread.sleep(20);
            }
        }
        return false;
    }

    /** Such as {@code 127.0.0.1:5000}. */
    public String host() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
