package io.microcontainer.build.registry;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.build.BuildException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a program {@code docker-credential-NAME} for a credential, by the protocol of docker-credential-helpers. */
final class CredentialHelper {

    private static final int MAX_ANSWER = 1 << 20;
    private static final long SECONDS = 60;
    /** What helpers say when they do not know the server. */
    private static final String NOT_FOUND = "credentials not found";
    /** The user name that marks the secret as an identity token. */
    private static final String TOKEN_USER = "<token>";

    private final String name;
    private final Map<String, String> environment;

    /**
     * @param name        what stands behind {@code docker-credential-}
     * @param environment the caller's, whose PATH has the program
     */
    CredentialHelper(String name, Map<String, String> environment) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new BuildException("\"" + name + "\" is no name of a credential helper; see credsStore and credHelpers in Docker's config.json");
        }
        this.name = "docker-credential-" + name;
        this.environment = environment;
    }

    /** The credential that the helper has for a server; empty if it has none. */
    Optional<Credential> get(String server) {
        ProcessBuilder builder = new ProcessBuilder(program().toString(), "get").redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            try {
                CompletableFuture<byte[]> answer = CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
                try (var in = process.getOutputStream()) {
                    in.write((server + "\n").getBytes(StandardCharsets.UTF_8));
                } catch (IOException _) {
                    // It has ended already; its status tells more.
                }
                byte[] said = answer.get(SECONDS, TimeUnit.SECONDS);
                return process.waitFor() == 0 ? credential(said) : refused(server, said);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException | ExecutionException e) {
            throw new BuildException("the credential helper " + name + " cannot be run: " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new BuildException("the credential helper " + name + " has not answered in " + SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BuildException("interrupted while the credential helper " + name + " ran", e);
        }
    }

    private static byte[] read(InputStream in) {
        try (in) {
            return in.readNBytes(MAX_ANSWER);
        } catch (IOException _) {
            return new byte[0];
        }
    }

    private Optional<Credential> credential(byte[] said) {
        return Optional.of(JsonDocument.parse(said, "the answer of " + name).object(in -> {
            String user = in.requiredString("Username");
            String secret = in.requiredString("Secret");
            return user.equals(TOKEN_USER) ? new Credential.IdentityToken(secret) : new Credential.Password(user, secret);
        }));
    }

    /** What a failing helper says is not repeated: nobody knows what is in it. */
    private Optional<Credential> refused(String server, byte[] said) {
        if (new String(said, StandardCharsets.UTF_8).contains(NOT_FOUND)) {
            return Optional.empty();
        }
        throw new BuildException("the credential helper " + name + " has failed; run `echo " + server + " | " + name + " get` to see why");
    }

    private Path program() {
        for (String directory : environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin").split(":")) {
            if (directory.startsWith("/") && Files.isExecutable(Path.of(directory, name))) {
                return Path.of(directory, name);
            }
        }
        throw new BuildException("the credential helper " + name + " is not on PATH; install it, or take it out of Docker's config.json");
    }
}
