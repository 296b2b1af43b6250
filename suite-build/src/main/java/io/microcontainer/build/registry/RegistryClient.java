package io.microcontainer.build.registry;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.fetch.NetworkFailure;
import io.microcontainer.build.fetch.Stall;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Carries out calls on one repository of a registry: credentials, tries again where the server is busy or the connection breaks.
 * Safe for use by several threads; holds threads and connections until closed.
 */
public final class RegistryClient implements AutoCloseable {

    /** Longest wait that a server may ask for. */
    private static final Duration MAX_PAUSE = Duration.ofMinutes(2);

    private final RegistryOptions options;
    private final RemoteImage image;
    private final Transport transport;
    private final Authorizer authorizer;

    /** A client for the repository of an image. */
    public RegistryClient(RemoteImage image, RegistryOptions options) {
        if (options.offline()) {
            throw new BuildException(image + " is in a registry, and --offline forbids to ask it; download it first and name the file");
        }
        this.image = image;
        this.options = options;
        this.transport = new Transport(options, image.api(""));
        this.authorizer = new Authorizer(image, options.credentials(image), this::token);
    }

    /** The image that names the repository. */
    public RemoteImage image() {
        return image;
    }

    RegistryOptions options() {
        return options;
    }

    @Override
    public void close() {
        transport.close();
    }

    /** A failure that another attempt may mend. */
    static final class Transient extends IOException {

        private static final long serialVersionUID = 1L;
        private final transient Optional<Duration> wait;

        Transient(String message, Optional<Duration> wait, Throwable cause) {
            super(message, cause);
            this.wait = wait;
        }
    }

    /**
     * Carries out a call, repeatedly if need be.
     *
     * @throws BuildException if it fails for good
     */
    <T> T call(RegistryCall<T> call) {
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(call);
            } catch (Transient e) {
                if (!call.repeatable()) {
                    throw new BuildException(e.getMessage(), e);
                }
                pause(attempt, e);
            }
        }
    }

    /**
     * Waits before the next attempt.
     *
     * @param attempt number of the one that failed, from 1
     * @throws BuildException if there is to be none
     */
    void pause(int attempt, Transient failure) {
        Duration wait = failure.wait.orElse(options.firstPause().multipliedBy(1L << Math.min(attempt - 1, 6)));
        if (attempt >= options.attempts()) {
            throw new BuildException(failure.getMessage() + (attempt > 1 ? ", after " + attempt + " attempts" : ""), failure);
        }
        if (wait.compareTo(MAX_PAUSE) > 0) {
            throw new BuildException(failure.getMessage() + " and wants to be asked again in " + wait.toSeconds() + " s only", failure);
        }
        Stall.pause(wait);
    }

    /** Carries out a call once, but for what credentials need. */
    <T> T attempt(RegistryCall<T> call) throws Transient {
        try {
            Optional<String> header = authorizer.header();
            RegistryAnswer answer = transport.send(call, header);
            // A token may be old or short of a scope: twice is enough for either.
            for (int tries = 0; answer.status() == 401 && tries < 2; tries++) {
                Optional<String> better = authorizer.meet(Challenge.parse(answer.headers().allValues("WWW-Authenticate")), header);
                if (better.equals(header)) {
                    break;
                }
                answer.body().close();
                header = better;
                answer = transport.send(call, header);
            }
            return value(call, answer);
        } catch (SSLException e) {
            throw new BuildException(call.what() + " failed: TLS failed (" + e.getMessage() + "); if the certificate is your own, put its authority "
                    + "into SSL_CERT_FILE or /etc/docker/certs.d/" + image.reference().registry() + "/ca.crt, or use --insecure", e);
        } catch (Transient e) {
            throw e;
        } catch (IOException e) {
            throw new Transient(call.what() + " failed: " + NetworkFailure.reason(e), Optional.empty(), e);
        }
    }

    private static <T> T value(RegistryCall<T> call, RegistryAnswer answer) throws IOException {
        boolean keep = false;
        try {
            if (answer.status() == 429 || answer.status() >= 500 && answer.status() != 501) {
                throw new Transient(call.what() + " failed: the server answers " + answer.status(), retryAfter(answer), null);
            }
            T value = call.answer(answer);
            keep = value == answer.body();
            return value;
        } finally {
            if (!keep) {
                answer.body().close();
            }
        }
    }

    private String token(FetchToken call) throws IOException {
        return value(call, transport.send(call, Optional.empty()));
    }

    /** Seconds or a date; RFC 9110 section 10.2.3. */
    private static Optional<Duration> retryAfter(RegistryAnswer answer) {
        return answer.header("Retry-After").flatMap(text -> {
            try {
                if (text.matches("[0-9]{1,9}")) {
                    return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
                }
                Duration wait = Duration.between(Instant.now(), ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
                return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
            } catch (DateTimeParseException _) {
                return Optional.empty();
            }
        });
    }
}
