package io.microcontainer.build.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What proves to a registry who asks. Never shown: {@code toString} has no secret. */
public sealed interface Credential {

    /** A user's name and password. */
    record Password(String user, String password) implements Credential {

        /** The value of an Authorization header; RFC 7617. */
        String header() {
            return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return "a password";
        }
    }

    /** A refresh token, which a token server takes in place of a password ({@code identitytoken} of Docker's configuration). */
    record IdentityToken(String token) implements Credential {
        @Override
        public String toString() {
            return "an identity token";
        }
    }

    /** A token that the registry itself takes ({@code registrytoken}). */
    record RegistryToken(String token) implements Credential {
        @Override
        public String toString() {
            return "a registry token";
        }
    }
}
