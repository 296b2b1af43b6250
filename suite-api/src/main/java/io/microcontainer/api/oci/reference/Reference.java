package io.microcontainer.api.oci.reference;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.json.Quoted;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an image, {@code [registry/]repository[:tag][@digest]}, in the grammar of the distribution specification. The
 * first part is a registry if it holds a dot or colon, is {@code localhost}, or has upper case letters, as Docker has it.
 *
 * @param registry   host name or address with an optional port, or null if none is given
 * @param repository path of lower case parts
 * @param tag        or null
 * @param digest     or null
 */
public record Reference(String registry, String repository, String tag, Digest digest) {

    /** The registry that a name without one means. */
    public static final String DEFAULT_REGISTRY = "docker.io";

    /** The tag that a name without tag and digest means. */
    public static final String DEFAULT_TAG = "latest";

    private static final int MAX_NAME = 255;
    private static final Pattern HOST = Pattern.compile("(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*"
            + "|\\[[0-9a-fA-F:.]+\\])(?::[0-9]{1,5})?");
    private static final Pattern COMPONENT = Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

    /** @throws IllegalArgumentException with a sentence for the user, if a part breaks the grammar */
    public Reference {
        int length = repository.length() + (registry == null ? 0 : registry.length() + 1);
        if (length > MAX_NAME) {
            throw new IllegalArgumentException("the image name is " + length + " characters long, at most " + MAX_NAME + " are allowed");
        }
        if (registry != null && !HOST.matcher(registry).matches()) {
            throw new IllegalArgumentException(Quoted.of(registry) + " is not a registry, expected a host name or address and an optional port, such as registry.example.com:5000");
        }
        for (String part : repository.split("/", -1)) {
            if (!COMPONENT.matcher(part).matches()) {
                throw new IllegalArgumentException(Quoted.of(repository) + " is not a repository, expected parts of lower case letters and digits with"
                        + " single dots, dashes or underscores between them, such as team/app");
            }
        }
        if (tag != null && !isTag(tag)) {
            throw new IllegalArgumentException(Quoted.of(tag) + " is not a tag, expected up to 128 letters, digits, dots, dashes and underscores,"
                    + " the first no dot or dash");
        }
    }

    /** @throws IllegalArgumentException with a sentence for the user, if the text is no image name */
    public static Reference parse(String text) {
        if (text.length() > MAX_NAME + 1 + 128 + 1 + 512) {
            throw new IllegalArgumentException("the image name is " + text.length() + " characters long, at most " + MAX_NAME + " are allowed");
        }
        int at = text.indexOf('@');
        Digest digest = at < 0 ? null : Digest.parse(text.substring(at + 1));
        String name = at < 0 ? text : text.substring(0, at);
        int colon = name.lastIndexOf(':');
        String tag = null;
        if (colon > name.lastIndexOf('/')) {
            tag = name.substring(colon + 1);
            name = name.substring(0, colon);
        }
        int slash = name.indexOf('/');
        if (slash > 0 && isRegistry(name.substring(0, slash))) {
            return new Reference(name.substring(0, slash), name.substring(slash + 1), tag, digest);
        }
        return new Reference(null, name, tag, digest);
    }

    /** Whether a text is a tag of the distribution specification. */
    public static boolean isTag(String text) {
        return TAG.matcher(text).matches();
    }

    /** The name with what it leaves unsaid: docker.io, {@code library/} there, and {@code latest} if there is no digest. */
    public Reference complete() {
        String host = registry == null || registry.equals("index.docker.io") ? DEFAULT_REGISTRY : registry;
        String path = host.equals(DEFAULT_REGISTRY) && repository.indexOf('/') < 0 ? "library/" + repository : repository;
        return new Reference(host, path, tag == null && digest == null ? DEFAULT_TAG : tag, digest);
    }

    /** This name with another tag and no digest. */
    public Reference withTag(String newTag) {
        return new Reference(registry, repository, newTag, null);
    }

    /** This name with a digest, the tag kept. */
    public Reference withDigest(Digest newDigest) {
        return new Reference(registry, repository, tag, newDigest);
    }

    /** The registry and repository alone. */
    public String name() {
        return registry == null ? repository : registry + '/' + repository;
    }

    /** What a registry is asked for: the digest if there is one, else the tag, else empty. */
    public Optional<String> selector() {
        return Optional.ofNullable(digest != null ? digest.toString() : tag);
    }

    @Override
    public String toString() {
        return name() + (tag == null ? "" : ':' + tag) + (digest == null ? "" : "@" + digest);
    }

    private static boolean isRegistry(String part) {
        return part.indexOf('.') >= 0 || part.indexOf(':') >= 0 || part.equals("localhost")
                || part.chars().anyMatch(c -> c >= 'A' && c <= 'Z');
    }
}
