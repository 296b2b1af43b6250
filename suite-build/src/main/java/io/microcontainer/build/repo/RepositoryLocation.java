package io.microcontainer.build.repo;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.fetch.SafeUri;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where a repository lies: the directory that holds {@code repodata/repomd.xml}, or a local directory of {@code *.rpm} files.
 *
 * @param id  short name for messages
 * @param uri {@code http}, {@code https} or {@code file}, ending in a slash
 */
public record RepositoryLocation(String id, URI uri) {

    /**
     * Reads a location as users write it.
     *
     * @param text an http, https or file URL, or a directory
     * @param base absolute directory that a relative one is meant from
     * @throws BuildException if it is neither
     */
    public static RepositoryLocation of(String text, Path base) {
        String trimmed = text.endsWith("/") ? text : text + "/";
        if (!text.matches("[a-zA-Z][a-zA-Z0-9+.-]*://?.*")) {
            Path directory = base.resolve(text).normalize();
            return new RepositoryLocation(text, directoryUri(directory));
        }
        try {
            URI uri = new URI(trimmed);
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            if (scheme.equals("file")) {
                return new RepositoryLocation(text, directoryUri(Path.of(uri.getPath())));
            }
            if (!scheme.equals("http") && !scheme.equals("https") || uri.getHost() == null) {
                throw new BuildException("repository " + SafeUri.show(text) + " is neither a directory nor an http, https or file URL");
            }
            return new RepositoryLocation(SafeUri.show(text), uri);
        } catch (URISyntaxException e) {
            throw new BuildException("repository " + SafeUri.show(text) + " is not a valid URL: " + e.getReason());
        }
    }

    private static URI directoryUri(Path directory) {
        String text = directory.toUri().toString();
        return URI.create(text.endsWith("/") ? text : text + "/");
    }

    /** Whether it is on this machine. */
    public boolean isLocal() {
        return uri.getScheme().equals("file");
    }

    @Override
    public String toString() {
        return isLocal() ? Path.of(uri).toString() : SafeUri.show(uri);
    }
}
