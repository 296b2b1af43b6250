package io.microcontainer.build.smith;

import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.archive.ArchiveLimits;
import io.microcontainer.build.archive.ImageReader;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.image.ArchiveWriter;
import io.microcontainer.build.image.BuiltImage;
import io.microcontainer.build.image.ImageArchive;
import io.microcontainer.build.image.ImagePlatform;
import io.microcontainer.build.overlay.Overlay;
import io.microcontainer.build.overlay.OverlayReader;
import io.microcontainer.build.registry.RegistryOptions;
import io.microcontainer.build.source.DebugPackages;
import io.microcontainer.build.source.Locking;
import io.microcontainer.build.source.PlannedPackages;
import io.microcontainer.build.source.Source;
import io.microcontainer.build.source.SourceLoader;
import io.microcontainer.build.source.SourceSettings;
import io.microcontainer.build.spec.SmithSpec;
import io.microcontainer.build.spec.SpecReader;
import io.microcontainer.build.transfer.ImageOpener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Builds a microcontainer image, or an index of one for each of several architectures: specification → packages or image → tree → selection →
 * layer → image → archive. Nothing is unpacked, no file of the image is run, no root is needed, and the same inputs give the same bytes.
 */
public final class Smith {

    private static final String OVERLAY = "rootfs";

    private final BuildRequest request;
    private final ContentStore store;

    private Smith(BuildRequest request) {
        this.request = request;
        this.store = ContentStore.open(request.cache());
    }

    /**
     * Builds and writes an image.
     *
     * @throws io.microcontainer.api.error.SuiteException if anything is wrong; no image has been written then
     */
    public static BuildResult build(BuildRequest request) {
        var smith = new Smith(request);
        return smith.write(smith.loader().load(SpecReader.read(request.specification())), smith.overlay()).result();
    }

    /**
     * Builds and writes an image, unless the same program has built it of the same before.
     *
     * @param program which program builds, down to its build
     * @throws io.microcontainer.api.error.SuiteException if anything is wrong; no image has been written then
     */
    public static BuildReport make(BuildRequest request, String program) {
        return new Smith(request).report(program);
    }

    /**
     * The lock file of what would be built.
     *
     * @throws io.microcontainer.api.error.SuiteException if the specification cannot be read
     */
    public static Locking locking(BuildRequest request) {
        var smith = new Smith(request);
        return new Locking(smith.sourceSettings(), smith.store, SpecReader.read(request.specification()).source());
    }

    private BuildReport report(String program) {
        SmithSpec spec = SpecReader.read(request.specification());
        Optional<List<PlannedPackages>> planned = loader().plan(spec);
        if (planned.isEmpty()) {
            return BuildReport.of(write(loader().load(spec), overlay()).result());
        }
        Overlay overlay = overlay();
        Optional<KnownBuild> known = KnownBuild.of(request, program, store, spec, planned.get(), overlay);
        return known.flatMap(KnownBuild::again).orElseGet(() -> {
            Written written = write(loader().load(planned.get()), overlay);
            BuildReport report = BuildReport.of(written.result());
            // Signatures that were not known to be good when it began are now.
            known.or(() -> KnownBuild.of(request, program, store, spec, planned.get(), overlay)).ifPresent(each -> each.remember(report, written.archive()));
            return report;
        });
    }

    private SourceLoader loader() {
        ImageReader ofHost = images(request.architecture());
        return new SourceLoader(sourceSettings(), store, ofHost, opener(ofHost));
    }

    private Overlay overlay() {
        return new OverlayReader(store).read(request.directory().resolve(OVERLAY));
    }

    private record Written(BuildResult result, ImageArchive archive) {
    }

    private Written write(List<Source> sources, Overlay overlay) {
        List<BuiltPlatform> platforms = new ArrayList<>();
        for (Source source : sources) {
            ImageReader images = images(source.architecture());
            try {
                var debug = new DebugPackages(sourceSettings(), store, source.spec(), source.architecture());
                platforms.add(new PlatformBuild(request, store, images, opener(images), source, debug).run(overlay));
            } catch (BuildException e) {
                throw sources.size() == 1 ? e : e.about(source.architecture());
            }
        }
        ImageArchive archive = ImageArchive.of(platforms.stream().map(BuiltPlatform::image).toList());
        request.progress().step("writing " + request.image());
        ArchiveWriter.write(archive.index(), archive.blobs(), request.image(), request.sourceDateEpoch());
        List<BuiltImage> debug = platforms.stream().flatMap(each -> each.debug().stream()).map(BuiltDebug::image).toList();
        return new Written(new BuildResult(archive.root(), platforms, debug.isEmpty() ? Optional.empty() : Optional.of(writeDebug(ImageArchive.of(debug)))), archive);
    }

    private BuildResult.DebugArchive writeDebug(ImageArchive archive) {
        Path file = debugFile(request.image());
        request.progress().step("writing " + file);
        ArchiveWriter.write(archive.index(), archive.blobs(), file, request.sourceDateEpoch());
        return new BuildResult.DebugArchive(archive.root(), file);
    }

    /** {@code image-debuginfo.tar.gz} of {@code image.tar.gz}. */
    static Path debugFile(Path image) {
        return image.resolveSibling(image.getFileName().toString().replaceFirst("(\\.tar(\\.[a-z0-9]+)?|\\.tgz)?$", "-debuginfo$1"));
    }

    /** Where an image is for several platforms, that of an architecture is taken. */
    private ImageReader images(String architecture) {
        return new ImageReader(store, ArchiveLimits.DEFAULT).preferring(Platform.linux(ImagePlatform.goArchitecture(architecture)));
    }

    private ImageOpener opener(ImageReader images) {
        return new ImageOpener(images, RegistryOptions.of(request.fetch().insecure(), request.environment()).withOffline(request.fetch().offline()),
                request.progress());
    }

    private SourceSettings sourceSettings() {
        return new SourceSettings(request.directory(), request.repositories(), request.architecture(), request.unsigned(), request.locked(), request.fetch(),
                request.progress());
    }
}
