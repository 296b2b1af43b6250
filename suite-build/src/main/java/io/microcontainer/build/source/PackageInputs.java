package io.microcontainer.build.source;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.packages.PackageRequest;
import io.microcontainer.build.packages.PackageSettings;
import io.microcontainer.build.packages.PackageSource;
import io.microcontainer.build.packages.RpmPackageSource;
import io.microcontainer.build.repo.RepositoryConfig;
import io.microcontainer.build.repo.SignaturePolicy;
import io.microcontainer.build.repofiles.AptSources;
import io.microcontainer.build.repofiles.HostRepositories;
import io.microcontainer.build.repofiles.MockConfig;
import io.microcontainer.build.repofiles.SpecRepositories;
import io.microcontainer.build.repofiles.Variables;
import io.microcontainer.build.spec.RepoSpec;
import io.microcontainer.build.spec.SourceSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a specification asks for in packages, and where they are to come from. */
final class PackageInputs {

    private static final String VENDOR = "vendor";

    private final SourceSettings settings;
    private final ContentStore store;
    private final SourceSpec spec;
    /** Of debug information; empty where nobody asks for it. */
    private final Optional<List<RepoSpec>> debug;

    PackageInputs(SourceSettings settings, ContentStore store, SourceSpec spec) {
        this(settings, store, spec, Optional.empty());
    }

    private PackageInputs(SourceSettings settings, ContentStore store, SourceSpec spec, Optional<List<RepoSpec>> debug) {
        this.settings = settings;
        this.store = store;
        this.spec = spec;
        this.debug = debug;
    }

    /** With repositories of debug information too: those given, and those that the host has disabled. */
    PackageInputs withDebugInformation(List<RepoSpec> repositories) {
        return new PackageInputs(settings, store, spec, Optional.of(repositories));
    }

    /** Gets packages of an architecture. */
    PackageSource source(String architecture) {
        return new RpmPackageSource(new PackageSettings(repositories(architecture), architecture, spec.modules(), spec.weak(), vendor(), store,
                settings.fetch(), settings.progress()));
    }

    /** Where package files lie that are taken before any is fetched. */
    Path vendor() {
        return settings.directory().resolve(VENDOR);
    }

    /** What must be there: of {@code mock.deps}, {@code package} and {@code packages}. */
    List<PackageRequest> requests(String architecture) {
        List<PackageRequest> wanted = new ArrayList<>();
        List<RepositoryConfig> repositories = repositories(architecture);
        for (String dependency : spec.mock().deps()) {
            wanted.add(wanted(dependency, repositories));
        }
        for (String name : spec.allPackages()) {
            wanted.add(wanted(name, repositories));
        }
        if (isOfDebian(repositories)) {
            // Its links such as /lib64 are there in every Debian, so no package depends on it.
            wanted.add(new PackageRequest.Named("base-files"));
        }
        return wanted;
    }

    /** Whether a repository of apt is among those that packages come from. */
    boolean isOfDebian(String architecture) {
        return isOfDebian(repositories(architecture));
    }

    private static boolean isOfDebian(List<RepositoryConfig> repositories) {
        return repositories.stream().anyMatch(each -> each.apt().isPresent());
    }

    /** What is asked for by a list of names. */
    List<PackageRequest> requests(List<String> names, String architecture) {
        List<RepositoryConfig> repositories = repositories(architecture);
        return names.stream().map(each -> wanted(each, repositories)).toList();
    }

    /** Those that the user names, else those of the host: of dnf, or of apt. */
    private List<RepositoryConfig> repositories(String architecture) {
        var host = new HostRepositories(Path.of("/"));
        Variables variables = host.variables(architecture).with(spec.vars());
        List<RepoSpec> listed = new ArrayList<>(spec.repositories());
        settings.repositories().forEach(each -> listed.add(RepoSpec.at(each)));
        List<RepositoryConfig> all = new ArrayList<>(SpecRepositories.of(listed, variables, architecture, settings.directory()));
        if (!spec.mock().config().isEmpty()) {
            all.addAll(MockConfig.repositories(settings.directory().resolve(spec.mock().config()), variables));
        }
        if (listed.isEmpty() && spec.mock().config().isEmpty()) {
            all.addAll(host.repositories(variables));
            if (debug.isPresent()) {
                all.addAll(host.debugRepositories(variables));
            }
            if (all.isEmpty()) {
                all.addAll(new AptSources(Path.of("/"), architecture).ofHost());
            }
        }
        debug.ifPresent(more -> all.addAll(SpecRepositories.of(more, variables, architecture, settings.directory())));
        Map<String, RepositoryConfig> byId = new LinkedHashMap<>();
        all.forEach(each -> byId.putIfAbsent(each.id(), settings.unsigned() ? each.withSignatures(SignaturePolicy.NONE) : each));
        return List.copyOf(byId.values());
    }

    /** A package file if it is one, else a package by name. */
    private PackageRequest wanted(String text, List<RepositoryConfig> repositories) {
        Path file = settings.directory().resolve(text).normalize();
        if (Files.isRegularFile(file)) {
            return new PackageRequest.LocalFile(file);
        }
        if (text.endsWith(".rpm") || text.endsWith(".deb")) {
            throw new BuildException("there is no package file " + file);
        }
        if (repositories.isEmpty()) {
            throw new BuildException("package " + text + " is to come from a repository, but none is given and this host has none; list "
                    + "directories or URLs of repositories under `repos`, or name a package file");
        }
        return new PackageRequest.Named(text);
    }
}
