package io.microcontainer.build.registry;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.oci.reference.Reference;
import io.microcontainer.build.BuildException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An image in a registry, {@code https://[user:password@]host[:port]/repository[:tag][@digest]}.
 *
 * @param scheme     http or https
 * @param reference  registry, repository, and tag or digest; complete
 * @param credential from the URL
 */
public record RemoteImage(String scheme, Reference reference, Optional<Credential> credential) {

    private static final Pattern URL = Pattern.compile("(https?|docker)://(?:([^/]*)@)?([^/@]+)/(.+)", Pattern.CASE_INSENSITIVE);

    /** Whether a text is the URL of an image in a registry. */
    public static boolean isUrl(String text) {
        return text.matches("(?i)(https?|docker)://.*");
    }

    /**
     * Reads a URL, or a name without a scheme, which means https.
     *
     * @throws BuildException if the text is neither; the message has no password
     */
    public static RemoteImage parse(String text) {
        try {
            if (!isUrl(text)) {
                Reference name = Reference.parse(text.replaceFirst("^//", "")).complete();
                return new RemoteImage("https", name, Optional.empty());
            }
            Matcher parts = URL.matcher(text);
            if (!parts.matches()) {
                throw new IllegalArgumentException("a host and a repository are missing");
            }
            String scheme = parts.group(1).equalsIgnoreCase("http") ? "http" : "https";
            return new RemoteImage(scheme, reference(parts.group(3), parts.group(4)), Optional.ofNullable(parts.group(2)).map(RemoteImage::credential));
        } catch (IllegalArgumentException e) {
            throw new BuildException("\"" + text.replaceFirst("//[^/]*@", "//") + "\" is no image in a registry (" + e.getMessage()
                    + "); give one such as https://registry.example.com/team/app:tag", e);
        }
    }

    private static Reference reference(String host, String rest) {
        int at = rest.indexOf('@');
        Digest digest = at < 0 ? null : Digest.parse(rest.substring(at + 1));
        String name = at < 0 ? rest : rest.substring(0, at);
        int colon = name.lastIndexOf(':');
        boolean tagged = colon > name.lastIndexOf('/');
        return new Reference(host, tagged ? name.substring(0, colon) : name, tagged ? name.substring(colon + 1) : null, digest).complete();
    }

    private static Credential credential(String userinfo) {
        int colon = userinfo.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("there is a user but no password");
        }
        return new Credential.Password(decode(userinfo.substring(0, colon)), decode(userinfo.substring(colon + 1)));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** What a registry is asked for: the digest if there is one, else the tag. */
    public String selector() {
        return reference.selector().orElse(Reference.DEFAULT_TAG);
    }

    /** This image's name with another tag. */
    public RemoteImage withTag(String tag) {
        return new RemoteImage(scheme, reference.withTag(tag), credential);
    }

    /** This image by its digest. */
    public RemoteImage withDigest(Digest digest) {
        return new RemoteImage(scheme, reference.withDigest(digest), credential);
    }

    /** The URL of an image, with its user and password if it has them, by digest in place of its tag. */
    public static String pinned(String url, Digest digest) {
        return url.replaceFirst("(:[^:/@]+)?(@[a-z0-9]+:[0-9a-f]+)?$", "") + "@" + digest;
    }

    /** The repository's URL without tag, digest, user and password. */
    public String withoutSelector() {
        return scheme + "://" + reference.name();
    }

    /** A URL of the registry's API for the repository; Docker Hub's API has another host than its name. */
    public URI api(String rest) {
        String host = reference.registry().equals(Reference.DEFAULT_REGISTRY) ? "registry-1.docker.io" : reference.registry();
        return URI.create(scheme + "://" + host + "/v2/" + reference.repository() + "/" + rest);
    }

    /** Without user and password. */
    @Override
    public String toString() {
        return scheme + "://" + reference;
    }
}
