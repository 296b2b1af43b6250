package io.microcontainer.build.registry;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.fetch.SafeUri;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Asks a token server for a bearer token: with a password by GET (Docker's token authentication), with an identity token by
 * POST (its OAuth2 kind).
 *
 * @param realm      URL of the token server
 * @param service    name of the registry there, or null
 * @param scopes     what is to be allowed
 * @param credential who asks; empty for anybody
 */
record FetchToken(URI realm, String service, Collection<String> scopes, Optional<Credential> credential) implements RegistryCall<String> {

    private static final String CLIENT = "smith";

    FetchToken {
        scopes = List.copyOf(scopes);
    }

    @Override
    public String what() {
        return "asking " + SafeUri.show(realm) + " for a token";
    }

    private Optional<String> identityToken() {
        return credential.filter(Credential.IdentityToken.class::isInstance).map(each -> ((Credential.IdentityToken) each).token());
    }

    @Override
    public String method() {
        return identityToken().isPresent() ? "POST" : "GET";
    }

    @Override
    public URI uri() {
        if (identityToken().isPresent()) {
            return realm;
        }
        String query = (service == null ? "" : "&service=" + encode(service)) + scopes.stream().map(each -> "&scope=" + encode(each))
                .collect(Collectors.joining()) + (credential.isPresent() ? "&client_id=" + CLIENT : "");
        String base = realm.toString();
        return query.isEmpty() ? realm : URI.create(base + (base.contains("?") ? "&" : "?") + query.substring(1));
    }

    @Override
    public Map<String, String> headers() {
        if (identityToken().isPresent()) {
            return Map.of("Content-Type", "application/x-www-form-urlencoded");
        }
        return credential.filter(Credential.Password.class::isInstance).map(each -> ((Credential.Password) each).header())
                .map(header -> Map.of("Authorization", header)).orElse(Map.of());
    }

    @Override
    public BodyPublisher body() {
        return identityToken().map(token -> {
            Map<String, String> form = new TreeMap<>(Map.of("grant_type", "refresh_token", "client_id", CLIENT, "scope", String.join(" ", scopes),
                    "refresh_token", token));
            if (service != null) {
                form.put("service", service);
            }
            return BodyPublishers.ofString(form.entrySet().stream().map(each -> each.getKey() + "=" + encode(each.getValue()))
                    .collect(Collectors.joining("&")));
        }).orElseGet(BodyPublishers::noBody);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Servers call it {@code token}, {@code access_token}, or both. */
    @Override
    public String answer(RegistryAnswer answer) throws IOException {
        if (answer.status() == 401 || answer.status() == 403) {
            throw new BuildException(what() + " failed: it refuses " + credential.map(Object::toString).orElse("whoever has not logged in")
                    + "; log in again with `docker login` or `podman login`, or give other ones in the URL");
        }
        if (answer.status() != 200) {
            throw answer.refused(what());
        }
        return JsonDocument.parse(answer.document(), "the answer of " + SafeUri.show(realm)).object(in -> {
            String token = in.text("token");
            String access = in.text("access_token");
            if (token == null && access == null) {
                throw in.error("there is neither token nor access_token in it");
            }
            return token == null ? access : token;
        });
    }
}
