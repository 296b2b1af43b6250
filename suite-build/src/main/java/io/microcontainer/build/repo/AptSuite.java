package io.microcontainer.build.repo;

import java.util.List;

/**
 * What makes a repository one of apt (sources.list(5)).
 *
 * @param suite      below {@code dists}, or a directory of its own, ending in a slash
 * @param components such as {@code main}; none of a directory
 * @param keys       embedded in the settings, armored; empty where they are files
 */
public record AptSuite(String suite, List<String> components, String keys) {

    public AptSuite {
        components = List.copyOf(components);
    }

    /** The directory of its Release file, relative to the repository. */
    String directory() {
        return suite.endsWith("/") ? suite.replaceFirst("^(\\./)?/*", "") : "dists/" + suite + "/";
    }
}
