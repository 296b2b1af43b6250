package io.microcontainer.build.source;

import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.archive.ImageReader;
import io.microcontainer.build.archive.SourceImage;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.image.ImagePlatform;
import io.microcontainer.build.packages.PackageRequest;
import io.microcontainer.build.packages.PackageSet;
import io.microcontainer.build.packages.PackageSettings;
import io.microcontainer.build.packages.RpmPackageSource;
import io.microcontainer.build.repo.RepositoryConfig;
import io.microcontainer.build.repo.SignaturePolicy;
import io.microcontainer.build.repofiles.HostRepositories;
import io.microcontainer.build.repofiles.MockConfig;
import io.microcontainer.build.repofiles.SpecRepositories;
import io.microcontainer.build.repofiles.Variables;
import io.microcontainer.build.spec.RepoSpec;
import io.microcontainer.build.spec.SmithSpec;
import io.microcontainer.build.spec.SourceSpec;
import io.microcontainer.build.spec.SourceType;
import io.microcontainer.build.transfer.ImageOpener;
import io.microcontainer.build.tree.FileTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gets the files that a specification's {@code package} means: of RPM packages with their dependencies, or of an image. */
public final class SourceLoader {

    private final SourceSettings settings;
    private final ContentStore store;
    private final ImageReader images;
    private final ImageOpener opener;

    public SourceLoader(SourceSettings settings, ContentStore store, ImageReader images, ImageOpener opener) {
        this.settings = settings;
        this.store = store;
        this.images = images;
        this.opener = opener;
    }

    /** Loads the files; none if no package is named. */
    public Source load(SmithSpec spec) {
        String architecture = spec.source().architectures().stream().findFirst().orElse(settings.architecture());
        if (spec.source().allPackages().isEmpty()) {
            return new Source(spec, new FileTree(), List.of(), Optional.empty(), architecture, List.of());
        }
        SourceType type = spec.source().type().orElseGet(() -> guess(spec.source().packageName()));
        return switch (type) {
            case MOCK -> packages(spec.withType(type), architecture);
            case OCI -> image(spec.withType(type), architecture);
        };
    }

    /** A directory that is an image layout is an image too, tag or not. */
    private SourceType guess(String name) {
        for (int end = name.length(); end > 0; end = name.lastIndexOf(':', end - 1)) {
            if (Files.exists(settings.directory().resolve(name.substring(0, end)).resolve("oci-layout"))) {
                return SourceType.OCI;
            }
        }
        return SourceType.guess(name);
    }

    private Source image(SmithSpec spec, String architecture) {
        Optional<Platform> platform = spec.source().architectures().isEmpty() ? Optional.empty()
                : Optional.of(Platform.linux(ImagePlatform.goArchitecture(architecture)));
        SourceImage image = opener.open(spec.source().packageName(), settings.directory(), platform);
        return new Source(spec, images.tree(image), List.of(), Optional.of(image), architecture, List.of());
    }

    private Source packages(SmithSpec spec, String architecture) {
        List<String> warnings = new ArrayList<>();
        if (spec.source().mock().debugInfo()) {
            warnings.add("mock.debuginfo is set, but debug information is not put into images");
        }
        Hook.run("mock.pre-build", spec.source().mock().preBuild(), settings.directory(), settings.progress());
        try {
            List<RepositoryConfig> repositories = repositories(spec.source(), architecture);
            List<PackageRequest> wanted = new ArrayList<>();
            for (String dependency : spec.source().mock().deps()) {
                wanted.add(wanted(dependency, repositories));
            }
            for (String name : spec.source().allPackages()) {
                wanted.add(wanted(name, repositories));
            }
            var packages = new PackageSettings(repositories, architecture, spec.source().modules(), spec.source().weak(), store, settings.fetch(),
                    settings.progress());
            PackageSet set = new RpmPackageSource(packages).load(wanted);
            return new Source(spec, set.tree(), set.packages(), Optional.empty(), architecture, warnings);
        } finally {
            Hook.run("mock.post-build", spec.source().mock().postBuild(), settings.directory(), settings.progress());
        }
    }

    /** Those that the user names, else those of the host. */
    private List<RepositoryConfig> repositories(SourceSpec spec, String architecture) {
        var host = new HostRepositories(Path.of("/"));
        Variables variables = host.variables(architecture).with(spec.vars());
        List<RepoSpec> listed = new ArrayList<>(spec.repositories());
        settings.repositories().forEach(each -> listed.add(RepoSpec.at(each)));
        List<RepositoryConfig> all = new ArrayList<>(SpecRepositories.of(listed, variables, settings.directory()));
        if (!spec.mock().config().isEmpty()) {
            all.addAll(MockConfig.repositories(settings.directory().resolve(spec.mock().config()), variables));
        }
        if (listed.isEmpty() && spec.mock().config().isEmpty()) {
            all.addAll(host.repositories(variables));
        }
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
        if (text.endsWith(".rpm")) {
            throw new BuildException("there is no package file " + file);
        }
        if (repositories.isEmpty()) {
            throw new BuildException("package " + text + " is to come from a repository, but none is given and this host has none; list "
                    + "directories or URLs of repositories under `repos`, or name a package file");
        }
        return new PackageRequest.Named(text);
    }
}
