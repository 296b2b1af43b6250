package io.microcontainer.build.registry;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonLimits;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.build.BuildException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code docker login} and {@code podman login} keep: {@code $DOCKER_CONFIG/config.json} or {@code ~/.docker/config.json}, then
 * {@code $REGISTRY_AUTH_FILE} or {@code $XDG_RUNTIME_DIR/containers/auth.json} (containers-auth.json(5)). A credential helper set for
 * a registry goes before what the file itself has. Files are read when a credential is first asked for.
 */
public final class DockerConfig implements CredentialSource {

    private static final String DOCKER_HUB = "docker.io";
    /** The name that Docker keeps its hub's credentials under. */
    private static final String DOCKER_HUB_KEY = "https://index.docker.io/v1/";

    private final Map<String, String> environment;

    /** @param environment the caller's */
    public DockerConfig(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Optional<Credential> find(String registry, String repository) {
        for (Path file : files()) {
            if (Files.isRegularFile(file)) {
                Optional<Credential> found = find(JsonDocument.read(file, JsonLimits.DEFAULT), registry, repository);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private List<Path> files() {
        List<Path> out = new ArrayList<>();
        path("DOCKER_CONFIG").map(directory -> directory.resolve("config.json"))
                .or(() -> path("HOME").map(home -> home.resolve(".docker/config.json"))).ifPresent(out::add);
        path("REGISTRY_AUTH_FILE").or(() -> path("XDG_RUNTIME_DIR").map(runtime -> runtime.resolve("containers/auth.json"))).ifPresent(out::add);
        return out;
    }

    private Optional<Path> path(String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(each -> each.startsWith("/")).map(Path::of);
    }

    private Optional<Credential> find(JsonDocument document, String registry, String repository) {
        return document.object(in -> {
            String host = registry.equals(DOCKER_HUB) ? "index.docker.io" : registry;
            String server = registry.equals(DOCKER_HUB) ? DOCKER_HUB_KEY : registry;
            Map<String, String> helpers = in.stringMap("credHelpers");
            String helper = helpers.containsKey(registry) ? helpers.get(registry) : helpers.get(server);
            if (helper != null) {
                return new CredentialHelper(helper, environment).get(server);
            }
            Map<String, Optional<Credential>> kept = new HashMap<>();
            in.objectMap("auths", auth -> credential(auth, document.source())).forEach((key, value) -> kept.put(normal(key), value));
            for (String path = host + "/" + repository; ; path = path.substring(0, path.lastIndexOf('/'))) {
                Optional<Credential> found = kept.getOrDefault(path, Optional.empty());
                if (found.isPresent()) {
                    return found;
                }
                if (path.indexOf('/') < 0) {
                    break;
                }
            }
            String store = in.text("credsStore");
            return store == null ? Optional.<Credential>empty() : new CredentialHelper(store, environment).get(server);
        });
    }

    /** An entry without credentials only says that a helper has them. */
    private static Optional<Credential> credential(JsonObject in, String file) {
        String identity = in.text("identitytoken");
        if (identity != null) {
            return Optional.of(new Credential.IdentityToken(identity));
        }
        String token = in.text("registrytoken");
        if (token != null) {
            return Optional.of(new Credential.RegistryToken(token));
        }
        String auth = in.text("auth");
        if (auth == null) {
            String user = in.text("username");
            String password = in.text("password");
            return user == null || password == null ? Optional.empty() : Optional.of(new Credential.Password(user, password));
        }
        try {
            String both = new String(Base64.getMimeDecoder().decode(auth), StandardCharsets.UTF_8).replaceFirst("\0+$", "");
            int colon = both.indexOf(':');
            if (colon > 0) {
                return Optional.of(new Credential.Password(both.substring(0, colon), both.substring(colon + 1)));
            }
        } catch (IllegalArgumentException _) {
            // Said below, without the text.
        }
        throw new BuildException(file + ": " + in.path() + ".auth is not user:password in base64; log in again");
    }

    /** Old entries are URLs of the first version of the protocol. */
    private static String normal(String key) {
        String out = key.replaceFirst("^https?://", "").replaceFirst("/v[12]/?$", "").replaceFirst("/$", "");
        return out.equals(DOCKER_HUB) ? "index.docker.io" : out;
    }
}
