package io.microcontainer.build.fetch;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** URLs that may hold a password: what of them may be shown, and what the password is good for. */
public final class SafeUri {

    private SafeUri() {
    }

    /** The URL without user, password, query and fragment, all of which can be secrets. */
    public static String show(URI uri) {
        return show(uri.toString());
    }

    /** What {@link #show(URI)} gives, of a text that may be no valid URL. */
    public static String show(String url) {
        return url.replaceFirst("^([a-zA-Z][a-zA-Z0-9+.-]*:/*)[^/?#]*@", "$1").replaceFirst("(?s)[?#].*$", "");
    }

    /** The value of an Authorization header (RFC 7617), if the URL has a user. */
    static Optional<String> authorization(URI uri) {
        String user = uri.getRawUserInfo();
        if (user == null || user.isEmpty()) {
            return Optional.empty();
        }
        String decoded = URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(decoded.getBytes(StandardCharsets.UTF_8)));
    }

    /** The URL without its user and password. */
    static URI withoutUser(URI uri) {
        return uri.getRawUserInfo() == null ? uri : URI.create(uri.toString().replaceFirst("//[^/?#]*@", "//"));
    }

    /** Whether credentials for one URL may be sent to the other: same scheme, host and port. */
    public static boolean sameOrigin(URI a, URI b) {
        return a.getScheme().equalsIgnoreCase(b.getScheme()) && a.getHost().equalsIgnoreCase(b.getHost()) && port(a) == port(b);
    }

    /**
     * Where a server sends its client on: never from https to http.
     *
     * @param location value of the Location header, if there is one
     * @throws IllegalArgumentException with a phrase for the user if that is no place to go
     */
    public static URI redirected(URI from, Optional<String> location) {
        URI to;
        try {
            to = from.resolve(location.orElseThrow(() -> new IllegalArgumentException("no location")));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(location.isEmpty() ? "the server redirects to nowhere" : "the server redirects to what is no URL", e);
        }
        String scheme = to.getScheme() == null ? "" : to.getScheme().toLowerCase(Locale.ROOT);
        if (to.getHost() == null || !scheme.equals("https") && !(scheme.equals("http") && from.getScheme().equalsIgnoreCase("http"))) {
            throw new IllegalArgumentException("the server redirects to " + show(to) + ", which is less safe than where it was asked");
        }
        return to;
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }
}
