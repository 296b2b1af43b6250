package io.microcontainer.build.registry;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.fetch.SafeUri;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Meets a registry's demands for credentials: Basic, or Bearer with a token server. Asks for credentials only when they are demanded. */
final class Authorizer {

    /** Asks a token server. */
    @FunctionalInterface
    interface TokenServer {
        String token(FetchToken call) throws IOException;
    }

    private final RemoteImage image;
    private final CredentialSource source;
    private final TokenServer tokens;
    private final Set<String> scopes = new LinkedHashSet<>();
    private Optional<Credential> credential;
    private Optional<String> header = Optional.empty();

    Authorizer(RemoteImage image, CredentialSource source, TokenServer tokens) {
        this.image = image;
        this.source = source;
        this.tokens = tokens;
    }

    /** The value of the Authorization header for the next request. */
    synchronized Optional<String> header() {
        return header;
    }

    /**
     * Meets a demand.
     *
     * @param used the header of the request that was refused
     * @return a header to try
     * @throws BuildException if there is nothing to meet it with
     */
    synchronized Optional<String> meet(List<Challenge> challenges, Optional<String> used) throws IOException {
        if (!header.equals(used)) {
            return header;
        }
        if (credential == null) {
            credential = source.find(image.reference().registry(), image.reference().repository());
        }
        if (credential.orElse(null) instanceof Credential.RegistryToken(String token)) {
            header = Optional.of("Bearer " + token);
            return header;
        }
        for (Challenge challenge : challenges) {
            if (challenge.scheme().equals("bearer")) {
                header = Optional.of("Bearer " + tokens.token(tokenCall(challenge)));
                return header;
            }
        }
        if (challenges.stream().anyMatch(each -> each.scheme().equals("basic")) && credential.orElse(null) instanceof Credential.Password password) {
            header = Optional.of(password.header());
        }
        return header;
    }

    /** One token for all that was asked for so far: a request that mounts a blob needs two repositories. */
    private FetchToken tokenCall(Challenge challenge) {
        String realm = challenge.parameters().getOrDefault("realm", "");
        URI uri;
        try {
            uri = SafeUri.redirected(image.api(""), Optional.of(realm));
        } catch (IllegalArgumentException e) {
            throw new BuildException("the registry of " + image + " names no usable token server: \"" + SafeUri.show(realm) + "\"", e);
        }
        String scope = challenge.parameters().getOrDefault("scope", "");
        for (String each : scope.split(" ")) {
            if (!each.isEmpty()) {
                scopes.add(each);
            }
        }
        return new FetchToken(uri, challenge.parameters().get("service"), scopes, credential);
    }
}
