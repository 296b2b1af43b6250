package io.microcontainer.build.archive;

import io.microcontainer.build.BuildException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where an image lies on this machine.
 *
 * @param path absolute: an archive file or a layout directory
 * @param tag  which image of it; empty for the only one, or the one with the tag {@code latest}
 */
public record Location(Path path, Optional<String> tag) {

    /**
     * Reads {@code path[:tag]}.
     *
     * @param base what a relative path is relative to
     * @throws BuildException if there is nothing at the path
     */
    public static Location parse(String text, Path base) {
        if (text.matches("(?i)(https?|docker)://.*")) {
            throw new BuildException("\"" + text.replaceFirst("//[^/]*@", "//") + "\" is an image in a registry, where a file is to be named: an OCI "
                    + "archive, a Docker archive or an OCI image layout");
        }
        Path whole = base.resolve(text).normalize();
        if (Files.exists(whole)) {
            return new Location(whole, Optional.empty());
        }
        for (int colon = text.indexOf(':', 1); colon > 0 && colon < text.length() - 1; colon = text.indexOf(':', colon + 1)) {
            Path path = base.resolve(text.substring(0, colon)).normalize();
            if (Files.exists(path)) {
                return new Location(path, Optional.of(text.substring(colon + 1)));
            }
        }
        throw new BuildException("there is no image at " + whole + "; give path[:tag] of an OCI archive, a Docker archive or an OCI "
                + "image layout");
    }

    @Override
    public String toString() {
        return path + tag.map(each -> ":" + each).orElse("");
    }
}
