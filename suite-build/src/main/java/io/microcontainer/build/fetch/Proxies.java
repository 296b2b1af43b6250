package io.microcontainer.build.fetch;

import io.microcontainer.build.BuildException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxies that the environment names, as curl and dnf understand it: {@code http_proxy} (in small letters only, for a CGI
 * program's HTTP_PROXY is set by its caller), {@code https_proxy}, {@code all_proxy} and {@code no_proxy}.
 *
 * @param http    for http servers
 * @param https   for https servers
 * @param without host names that are reached without a proxy, with all names below them; {@code *} for all
 */
public record Proxies(Optional<URI> http, Optional<URI> https, List<String> without) {

    /** No proxy at all. */
    public static final Proxies NONE = new Proxies(Optional.empty(), Optional.empty(), List.of());

    public Proxies {
        without = List.copyOf(without);
    }

    /**
     * Reads the environment.
     *
     * @throws BuildException if a proxy is no URL
     */
    public static Proxies of(Map<String, String> environment) {
        String all = first(environment, "all_proxy", "ALL_PROXY");
        String http = first(environment, "http_proxy");
        String https = first(environment, "https_proxy", "HTTPS_PROXY");
        List<String> without = Arrays.stream(first(environment, "no_proxy", "NO_PROXY").split("[,\\s]+")).filter(each -> !each.isEmpty())
                .map(each -> each.toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", "")).toList();
        return new Proxies(proxy("http_proxy", http.isEmpty() ? all : http), proxy("https_proxy", https.isEmpty() ? all : https), without);
    }

    private static String first(Map<String, String> environment, String... names) {
        return Arrays.stream(names).map(name -> environment.getOrDefault(name, "")).filter(value -> !value.isEmpty()).findFirst().orElse("");
    }

    private static Optional<URI> proxy(String name, String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(parse("the proxy of " + name, text));
    }

    /**
     * Reads a proxy's URL; {@code http://} may be left out.
     *
     * @param what its name for messages
     * @throws BuildException if it is none
     */
    public static URI parse(String what, String text) {
        try {
            URI uri = new URI(text.contains("://") ? text : "http://" + text);
            if (uri.getHost() != null && (uri.getScheme().equalsIgnoreCase("http") || uri.getScheme().equalsIgnoreCase("https"))) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // Falls through to the one message for both.
        }
        throw new BuildException(what + " is " + SafeUri.show(text) + ", expected http://host:port");
    }

    /** The proxy for a server, if there is one. */
    Optional<URI> of(URI server) {
        String host = server.getHost().toLowerCase(Locale.ROOT);
        boolean direct = without.stream().anyMatch(each -> each.equals("*") || host.equals(each) || host.endsWith("." + each));
        return direct ? Optional.empty() : server.getScheme().equalsIgnoreCase("https") ? https : http;
    }
}
