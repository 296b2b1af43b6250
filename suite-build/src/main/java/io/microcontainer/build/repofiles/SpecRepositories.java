package io.microcontainer.build.repofiles;

import io.microcontainer.build.fetch.SafeUri;
import io.microcontainer.build.repo.RepositoryConfig;
import io.microcontainer.build.repo.RepositoryLocation;
import io.microcontainer.build.repo.SignaturePolicy;
import io.microcontainer.build.spec.RepoSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** The repositories that a specification lists. */
public final class SpecRepositories {

    private SpecRepositories() {
    }

    /**
     * The enabled ones, in order.
     *
     * @param architecture of the packages
     * @param base         absolute directory that relative paths are meant from
     * @throws io.microcontainer.build.BuildException if a setting is not understood
     */
    public static List<RepositoryConfig> of(List<RepoSpec> specs, Variables variables, String architecture, Path base) {
        return IntStream.range(0, specs.size()).boxed().flatMap(i -> {
            RepoSpec spec = specs.get(i);
            if (spec.settings().isEmpty()) {
                String filled = variables.fill(spec.location(), "repository " + (i + 1) + " of `repos`");
                if (AptSources.isLine(filled)) {
                    return new AptSources(Path.of("/"), architecture).line(filled, "`repos`", base).stream();
                }
                return List.of(RepositoryConfig.at(RepositoryLocation.of(filled, base), SignaturePolicy.DEFAULT)).stream();
            }
            String name = spec.settings().containsKey("id") ? spec.settings().get("id").getFirst() : "repos[" + i + "]";
            var settings = new RepositorySettings("repository " + name, spec.settings(), variables, base);
            return settings.enabled() ? List.of(settings.config(defaultId(spec, i))).stream() : List.<RepositoryConfig>of().stream();
        }).toList();
    }

    /** A repository without an id is known by its place. */
    private static String defaultId(RepoSpec spec, int number) {
        return spec.settings().containsKey("baseurl") ? SafeUri.show(spec.settings().get("baseurl").getFirst())
                : "repos[" + number + "]";
    }
}
