package io.microcontainer.build.smith;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.build.archive.SourceImage;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.debuginfo.DebugTree;
import io.microcontainer.build.debuginfo.Programs;
import io.microcontainer.build.elf.BuildIds;
import io.microcontainer.build.image.BuiltImage;
import io.microcontainer.build.image.ImageBuilder;
import io.microcontainer.build.image.UponParent;
import io.microcontainer.build.packages.InstalledPackage;
import io.microcontainer.build.packages.PackageSet;
import io.microcontainer.build.select.Glob;
import io.microcontainer.build.select.Reason;
import io.microcontainer.build.source.DebugPackages;
import io.microcontainer.build.spec.SmithSpec;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Builds the image with debug information of an image's programs and libraries: its layers, and one upon them with what a debugger reads. */
final class DebugBuild {

    /** How many programs a message names. */
    private static final int MOST_NAMED = 5;

    private final BuildRequest request;
    private final ContentStore store;
    private final SmithSpec spec;
    private final FileTree files;
    private final DebugPackages packages;

    /** @param files all that the image's files were chosen from */
    DebugBuild(BuildRequest request, ContentStore store, SmithSpec spec, FileTree files, DebugPackages packages) {
        this.request = request;
        this.store = store;
        this.spec = spec;
        this.files = files;
        this.packages = packages;
    }

    /**
     * What was built.
     *
     * @param image     without bills of materials
     * @param programs  of the image that it belongs to
     * @param debug     the chosen files
     * @param installed packages that they are from
     * @param warnings  sentences about what is missing
     */
    record Result(BuiltImage image, Programs programs, DebugTree debug, List<InstalledPackage> installed, List<String> warnings) {

        /** Reasons of the image's own files and of these. */
        SortedMap<TreePath, Reason> reasons(SortedMap<TreePath, Reason> own) {
            SortedMap<TreePath, Reason> all = new TreeMap<>(debug.reasons());
            all.putAll(own);
            return all;
        }
    }

    /**
     * Builds.
     *
     * @param image that it belongs to
     * @param whole its file system, with the layers of a parent
     * @param names of the packages that the image was built from
     */
    Result run(BuiltImage image, FileTree whole, List<String> names) {
        request.progress().step("looking for debug information");
        Programs programs = Programs.of(whole);
        List<Glob> paths = Stream.concat(spec.source().mock().debugPaths().stream(), spec.debug().paths().stream()).map(Glob::of).toList();
        PackageSet set = packages.named();
        DebugTree debug = DebugTree.of(set.tree(), programs, List.of());
        // What a file of dwz is shared by is known only when the debug files are there.
        for (SortedSet<String> missing = missing(debug); !missing.isEmpty(); ) {
            int before = set.packages().size();
            set = packages.holding(missing);
            debug = DebugTree.of(set.tree(), programs, List.of());
            missing = set.packages().size() == before ? new TreeSet<>() : missing(debug);
        }
        debug = DebugTree.of(withLinks(set.tree(), programs), programs, paths);
        List<String> all = Stream.concat(names.stream(), set.packages().stream().map(each -> each.nevra().toString())).distinct().sorted().toList();
        FileTree own = UponParent.difference(UponParent.union(debug.tree(), whole), whole);
        List<ImageBuilder.Made> layers = own.size() > 1 ? List.of(new ImageBuilder.Made(PlatformBuild.layerWriter(request, store, spec).write(own),
                Optional.of("debug information"))) : List.of();
        BuiltImage built = ImageBuilder.build(new ImageBuilder.Parts(spec, image.config().platform(), Optional.of(asParent(image)), layers, all,
                request.sourceDateEpoch(), request.buildNumber(), request.version()));
        return new Result(built, programs, debug, set.packages(), warnings(programs, debug));
    }

    /** The links of build-ids that the packages of the programs have. */
    private FileTree withLinks(FileTree debug, Programs programs) {
        FileTree all = debug.copy();
        programs.byBuildId().keySet().stream().map(BuildIds::programLink).map(TreePath::of)
                .forEach(link -> files.locate(link).entry().filter(Entry.Symlink.class::isInstance).ifPresent(entry -> all.put(link, entry)));
        return all;
    }

    private static SortedSet<String> missing(DebugTree debug) {
        SortedSet<String> out = new TreeSet<>(debug.missing());
        debug.absent().keySet().forEach(id -> out.add(BuildIds.debugFile(id)));
        return out;
    }

    private static SourceImage asParent(BuiltImage image) {
        List<SourceImage.SourceLayer> layers = new ArrayList<>();
        for (Descriptor layer : image.manifest().layers()) {
            Digest diffId = image.config().rootfs().diffIds().get(layers.size());
            layers.add(new SourceImage.SourceLayer(layer, diffId, image.blobs().get(layer.digest())));
        }
        return new SourceImage("the image", Optional.of(image.descriptor()), image.config(), layers);
    }

    private static List<String> warnings(Programs programs, DebugTree debug) {
        List<String> out = new ArrayList<>(debug.warnings());
        if (!debug.absent().isEmpty()) {
            out.add("no repository has the debug information of " + names(debug.absent().values().stream()
                    .sorted(Comparator.naturalOrder()).toList()) + "; add the one that has under `debuginfo.repos`, or a package under `debuginfo.packages`");
        }
        if (!programs.without().isEmpty()) {
            out.add("nothing leads to the debug information of " + names(programs.without()) + ": no build-id is in it");
        }
        if (!debug.missing().isEmpty()) {
            out.add("debug information is incomplete: no repository has " + debug.missing().first());
        }
        return out;
    }

    private static String names(List<TreePath> paths) {
        int more = paths.size() - MOST_NAMED;
        return paths.stream().limit(MOST_NAMED).map(each -> ByteText.printable(each.toString())).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }
}
