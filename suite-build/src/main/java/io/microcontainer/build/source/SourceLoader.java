package io.microcontainer.build.source;

import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.archive.ImageReader;
import io.microcontainer.build.archive.SourceImage;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.image.ImagePlatform;
import io.microcontainer.build.packages.PackageSet;
import io.microcontainer.build.packages.PackageSource;
import io.microcontainer.build.packages.ResolvedPackage;
import io.microcontainer.build.spec.SmithSpec;
import io.microcontainer.build.spec.SourceSpec;
import io.microcontainer.build.spec.SourceType;
import io.microcontainer.build.transfer.ImageOpener;
import io.microcontainer.build.tree.FileTree;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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

    /** Loads the files, for each architecture that the specification lists or else for the build host's; none if no package is named. */
    public List<Source> load(SmithSpec spec) {
        List<String> architectures = architectures(spec);
        if (spec.source().allPackages().isEmpty()) {
            return architectures.stream().map(each -> new Source(spec, new FileTree(), List.of(), Optional.empty(), each, List.of())).toList();
        }
        SmithSpec typed = typed(spec);
        if (typed.source().type().get() == SourceType.OCI) {
            return each(architectures, architecture -> image(typed, architecture));
        }
        Hook.run("mock.pre-build", spec.source().mock().preBuild(), settings.directory(), settings.progress());
        try {
            return each(architectures, architecture -> packages(typed, architecture));
        } finally {
            Hook.run("mock.post-build", spec.source().mock().postBuild(), settings.directory(), settings.progress());
        }
    }

    /** Whether packages that a specification names come from a repository of apt. */
    public boolean isOfDebian(SmithSpec spec) {
        return new PackageInputs(settings, store, spec.source()).isOfDebian(settings.architecture());
    }

    /**
     * The packages that files will be chosen from, resolved but not fetched.
     *
     * @return empty where files are of an image, or programs of the user's have to run before
     */
    public Optional<List<PlannedPackages>> plan(SmithSpec spec) {
        SourceSpec source = spec.source();
        boolean hooks = !source.mock().preBuild().isEmpty() || !source.mock().postBuild().isEmpty();
        if (source.allPackages().isEmpty() || hooks) {
            return Optional.empty();
        }
        SmithSpec typed = typed(spec);
        return typed.source().type().get() == SourceType.OCI ? Optional.empty() : Optional.of(each(architectures(spec), each -> plan(typed, each)));
    }

    /** Loads the files of packages that were planned. */
    public List<Source> load(List<PlannedPackages> planned) {
        return planned.stream().map(each -> {
            try {
                return load(each);
            } catch (BuildException e) {
                throw planned.size() == 1 ? e : e.about(each.architecture());
            }
        }).toList();
    }

    private List<String> architectures(SmithSpec spec) {
        return spec.source().architectures().isEmpty() ? List.of(settings.architecture()) : spec.source().architectures();
    }

    private SmithSpec typed(SmithSpec spec) {
        return spec.withType(spec.source().type().orElseGet(() -> guess(spec.source().packageName())));
    }

    private static <T> List<T> each(List<String> architectures, Function<String, T> load) {
        List<T> out = new ArrayList<>();
        for (String architecture : architectures) {
            try {
                out.add(load.apply(architecture));
            } catch (BuildException e) {
                throw architectures.size() == 1 ? e : e.about(architecture);
            }
        }
        return out;
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
        return load(plan(spec, architecture));
    }

    private PlannedPackages plan(SmithSpec spec, String architecture) {
        List<String> warnings = new ArrayList<>();
        var inputs = new PackageInputs(settings, store, spec.source());
        PackageSource source = inputs.source(architecture);
        Optional<List<ResolvedPackage>> locked = new Locking(settings, store, spec.source()).packages(architecture, warnings);
        return new PlannedPackages(spec, architecture, source, locked.orElseGet(() -> source.resolve(inputs.requests(architecture))), warnings);
    }

    private static Source load(PlannedPackages planned) {
        PackageSet set = planned.source().fetch(planned.packages());
        return new Source(planned.spec(), set.tree(), set.packages(), Optional.empty(), planned.architecture(), planned.warnings());
    }
}
