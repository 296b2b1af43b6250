package io.microcontainer.build.pgp;

import io.microcontainer.build.rpm.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Keys and signatures made by GnuPG, and packages signed by rpmsign. */
public final class Gpg {

    private final Path home;

    /** @param directory where a home for keys is made; its path must be short, for sockets are in it */
    public Gpg(Path directory) {
        try {
            home = Files.createTempDirectory(Path.of("/tmp"), "gpg", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes a key for signing and gives its public part, armored.
     *
     * @param algorithm as gpg names it
     * @param expires   as gpg writes it; {@code never}
     * @param options   more of them, such as a time to pretend
     */
    public byte[] key(String user, String algorithm, String expires, String... options) {
        List<String> command = gpg(options);
        command.addAll(List.of("--quick-generate-key", user, algorithm, "sign", expires));
        Peer.run(command);
        command = gpg();
        command.addAll(List.of("--armor", "--export", "=" + user));
        return Peer.run(command);
    }

    /** A detached, armored signature beside a file: {@code FILE.asc}. */
    public Path sign(String user, Path file, String... options) {
        Path signature = file.resolveSibling(file.getFileName() + ".asc");
        List<String> command = gpg(options);
        command.addAll(List.of("--yes", "-u", "=" + user, "--armor", "-o", signature.toString(), "--detach-sign", file.toString()));
        Peer.run(command);
        return signature;
    }

    /** Signs a text as it stands: {@code InRelease} of apt. */
    public void clearSign(String user, Path file, Path signed) {
        List<String> command = gpg();
        command.addAll(List.of("--yes", "-u", "=" + user, "-o", signed.toString(), "--clearsign", file.toString()));
        Peer.run(command);
    }

    /** Signs a package in its file. */
    public void signPackage(String user, Path file, String... gpgOptions) {
        Peer.run(List.of("rpmsign", "--define", "_gpg_name =" + user, "--define", "_gpg_path " + home, "--define", "__gpg /usr/bin/gpg", "--define",
                "_gpg_sign_cmd_extra_args --pinentry-mode loopback " + String.join(" ", gpgOptions), "--addsign", file.toString()));
    }

    /** Ends the agent and takes the keys away. */
    public void close() {
        Peer.run(List.of("gpgconf", "--homedir", home.toString(), "--kill", "all"));
        Peer.run(List.of("rm", "-rf", home.toString()));
    }

    private List<String> gpg(String... options) {
        List<String> command = new ArrayList<>(List.of("gpg", "--homedir", home.toString(), "--batch", "--quiet", "--passphrase", "", "--pinentry-mode", "loopback"));
        command.addAll(List.of(options));
        return command;
    }
}
