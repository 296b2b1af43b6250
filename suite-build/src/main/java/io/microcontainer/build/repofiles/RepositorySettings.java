package io.microcontainer.build.repofiles;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.fetch.Proxies;
import io.microcontainer.build.fetch.SafeUri;
import io.microcontainer.build.fetch.TransportOptions;
import io.microcontainer.build.repo.RepositoryConfig;
import io.microcontainer.build.repo.RepositoryLocation;
import io.microcontainer.build.repo.SignaturePolicy.Metadata;
import io.microcontainer.build.repo.SignaturePolicy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Settings of one repository by the names that dnf gives them, whoever wrote them. */
final class RepositorySettings {

    private final String where;
    private final Map<String, List<String>> settings;
    private final Variables variables;
    private final Path base;

    /**
     * @param where     their place for messages
     * @param variables that values may use
     * @param base      absolute directory that relative paths are meant from
     */
    RepositorySettings(String where, Map<String, List<String>> settings, Variables variables, Path base) {
        this.where = where;
        this.settings = settings;
        this.variables = variables;
        this.base = base;
    }

    /** Whether the repository is in use. */
    boolean enabled() {
        return flag("enabled").orElse(true);
    }

    /**
     * The repository.
     *
     * @param id its name where the settings give none
     * @throws BuildException if a value is not understood
     */
    RepositoryConfig config(String id) {
        List<RepositoryLocation> bases = list("baseurl").stream().map(url -> withUser(RepositoryLocation.of(url, base))).toList();
        Optional<URI> mirrorList = text("mirrorlist").map(url -> uri("mirrorlist", url));
        Optional<URI> metaLink = text("metalink").map(url -> uri("metalink", url));
        if (bases.isEmpty() && mirrorList.isEmpty() && metaLink.isEmpty()) {
            throw new BuildException(where + " has neither baseurl nor mirrorlist nor metalink");
        }
        return new RepositoryConfig(text("id").orElse(id), bases, mirrorList, metaLink, Optional.empty(), signatures(), number("priority", RepositoryConfig.PRIORITY),
                number("cost", RepositoryConfig.COST), list("excludepkgs", "exclude"), list("includepkgs"), transport(),
                flag("skip_if_unavailable").orElse(false), flag("module_hotfixes").orElse(false));
    }

    /** Without a word packages are checked; who turns that off without a word on metadata turns off both. */
    private SignaturePolicy signatures() {
        boolean packages = flag("gpgcheck").orElse(true);
        Metadata metadata = flag("repo_gpgcheck").map(check -> check ? Metadata.ALWAYS : Metadata.NEVER)
                .orElse(packages ? Metadata.IF_SIGNED : Metadata.NEVER);
        List<String> keys = list("gpgkey").stream().map(this::key).toList();
        return new SignaturePolicy(packages, metadata, keys);
    }

    private String key(String text) {
        if (!text.matches("[a-zA-Z][a-zA-Z0-9+.-]*:.*")) {
            return base.resolve(text).normalize().toUri().toString();
        }
        if (text.startsWith("file:") || text.startsWith("https:")) {
            return text;
        }
        throw wrong("gpgkey", SafeUri.show(text), "a file or an https URL (on the way from another server anybody could replace the key)");
    }

    private TransportOptions transport() {
        Optional<String> proxy = text("proxy");
        boolean direct = proxy.filter(each -> each.equals("_none_") || each.equalsIgnoreCase("none")).isPresent();
        Optional<URI> uri = direct ? Optional.empty() : proxy.map(each -> Proxies.parse("`proxy` of " + where, each)).map(this::withProxyUser);
        boolean insecure = !flag("sslverify").orElse(true);
        return new TransportOptions(insecure, uri, direct, text("sslcacert").map(file -> List.of(base.resolve(file))).orElse(List.of()));
    }

    private URI withProxyUser(URI proxy) {
        return user("proxy_username", "proxy_password").map(user -> withUser(proxy, user)).orElse(proxy);
    }

    private RepositoryLocation withUser(RepositoryLocation location) {
        return user("username", "password").filter(_ -> !location.isLocal())
                .map(user -> new RepositoryLocation(location.id(), withUser(location.uri(), user))).orElse(location);
    }

    private Optional<String> user(String nameKey, String passwordKey) {
        return text(nameKey).map(name -> encode(name) + text(passwordKey).map(password -> ":" + encode(password)).orElse(""));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static URI withUser(URI uri, String user) {
        return uri.getRawUserInfo() != null ? uri : URI.create(uri.toString().replaceFirst("://", "://" + user.replace("$", "\\$") + "@"));
    }

    private URI uri(String key, String text) {
        try {
            URI uri = new URI(text);
            if (uri.getScheme() != null && (uri.getScheme().equals("file") || uri.getScheme().startsWith("http") && uri.getHost() != null)) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // Falls through to the one message for both.
        }
        throw wrong(key, SafeUri.show(text), "an http, https or file URL");
    }

    private Optional<String> text(String key) {
        return Optional.ofNullable(settings.get(key)).map(List::getFirst).map(value -> variables.fill(value, "`" + key + "` of " + where))
                .filter(value -> !value.isEmpty());
    }

    /** Items stand each for themselves, or in one text with blanks or commas between them. */
    private List<String> list(String... keys) {
        return Arrays.stream(keys).flatMap(key -> settings.getOrDefault(key, List.of()).stream()
                .flatMap(text -> Arrays.stream(text.split("[\\s,]+"))).filter(item -> !item.isEmpty())
                .map(item -> variables.fill(item, "`" + key + "` of " + where))).toList();
    }

    private Optional<Boolean> flag(String key) {
        return text(key).map(value -> switch (value.toLowerCase(Locale.ROOT)) {
            case "1", "yes", "true", "on", "always" -> true;
            case "0", "no", "false", "off", "never" -> false;
            default -> throw wrong(key, value, "true or false");
        });
    }

    private int number(String key, int otherwise) {
        return text(key).map(value -> {
            if (!value.matches("[0-9]{1,9}")) {
                throw wrong(key, value, "a number");
            }
            return Integer.parseInt(value);
        }).orElse(otherwise);
    }

    private BuildException wrong(String key, String value, String expected) {
        return new BuildException("`" + key + "` of " + where + " is \"" + value + "\", expected " + expected);
    }

    /** Settings with the name that their section has. */
    record Named(String name, RepositorySettings settings) {

        boolean enabled() {
            return settings.enabled();
        }

        RepositoryConfig config() {
            return settings.config(name);
        }
    }
}
