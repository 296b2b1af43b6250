package io.microcontainer.build.smith;

import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.oci.image.ContainerConfig;
import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.archive.ImageReader;
import io.microcontainer.build.archive.SourceImage;
import io.microcontainer.build.bom.CycloneDx;
import io.microcontainer.build.bom.Material;
import io.microcontainer.build.bom.Sha1;
import io.microcontainer.build.bom.Spdx;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.examine.Asked;
import io.microcontainer.build.examine.Finding;
import io.microcontainer.build.examine.Proof;
import io.microcontainer.build.examine.Scan;
import io.microcontainer.build.fetch.SafeUri;
import io.microcontainer.build.image.Attachments;
import io.microcontainer.build.image.BuiltImage;
import io.microcontainer.build.image.ImageBuilder;
import io.microcontainer.build.image.ImagePlatform;
import io.microcontainer.build.image.MicrocontainerTree;
import io.microcontainer.build.image.ProgramCheck;
import io.microcontainer.build.image.UponParent;
import io.microcontainer.build.imports.Imports;
import io.microcontainer.build.layer.LayerCompression;
import io.microcontainer.build.layer.LayerSplit;
import io.microcontainer.build.layer.LayerWriter;
import io.microcontainer.build.nss.Account;
import io.microcontainer.build.nss.NameService;
import io.microcontainer.build.overlay.Overlay;
import io.microcontainer.build.overlay.Overlaying;
import io.microcontainer.build.packages.InstalledPackage;
import io.microcontainer.build.packages.PackageManifest;
import io.microcontainer.build.select.Glob;
import io.microcontainer.build.select.Reason;
import io.microcontainer.build.select.Selection;
import io.microcontainer.build.select.Selector;
import io.microcontainer.build.select.Universe;
import io.microcontainer.build.source.DebugPackages;
import io.microcontainer.build.source.Source;
import io.microcontainer.build.spec.SmithSpec;
import io.microcontainer.build.transfer.ImageOpener;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Builds the image for one platform: files that can be chosen from → selection → layers → image, with what is told of it. Nothing is
 * written yet.
 */
final class PlatformBuild {

    /** How many missing files a message names. */
    private static final int MOST_NAMED = 10;

    private final BuildRequest request;
    private final ContentStore store;
    private final ImageReader images;
    private final ImageOpener opener;
    private final Source source;
    private final DebugPackages debug;
    private final List<String> warnings;

    /**
     * @param images prefers the platform of the source
     * @param source what files are chosen from
     * @param debug  where debug information is from
     */
    PlatformBuild(BuildRequest request, ContentStore store, ImageReader images, ImageOpener opener, Source source, DebugPackages debug) {
        this.request = request;
        this.store = store;
        this.images = images;
        this.opener = opener;
        this.source = source;
        this.debug = debug;
        this.warnings = new ArrayList<>(source.warnings());
    }

    /** @param overlay files of the user's own, laid over the others */
    BuiltPlatform run(Overlay overlay) {
        warnings.addAll(overlay.warnings());
        Optional<SourceImage> parent = parent(source.spec());
        Account account = account(source.spec());
        boolean nss = source.spec().nss() || account.named() || !source.spec().groups().isEmpty();
        SmithSpec spec = inherit(source.spec().withNss(nss), source.image(), parent);
        FileTree parentTree = parent.map(images::tree).orElseGet(FileTree::new);

        request.progress().step("choosing files");
        Selection selection = select(spec, source.tree(), overlay, parentTree);
        var finished = new MicrocontainerTree(selection.tree(), selection.reasons());
        if (nss) {
            finished.add(NameService.files(account, spec.groups()), overlay.entries().keySet(), "name services (nss)");
        }
        if (spec.output().rpmdb()) {
            finished.add(PackageManifest.files(source.packages(), selection.tree()), overlay.entries().keySet(), "packages for scanners (rpmdb)");
        }
        FileTree tree = finished.finish(spec.mounts());

        request.progress().step("packing the layer");
        FileTree union = UponParent.union(tree, parentTree);
        ProgramCheck.check(spec, union).ifPresent(warnings::add);
        FileTree own = UponParent.difference(union, parentTree);
        LayerWriter writer = layerWriter(request, store, spec);
        List<ImageBuilder.Made> layers = LayerSplit.split(own, spec.output().layers()).stream()
                .map(part -> new ImageBuilder.Made(writer.write(part.tree()), part.what())).toList();
        List<String> packages = source.packages().stream().map(each -> each.nevra().toString()).toList();
        BuiltImage built = ImageBuilder.build(new ImageBuilder.Parts(spec,
                ImagePlatform.of(selection.machines(), source.image(), parent, source.architecture()), parent, layers, packages,
                request.sourceDateEpoch(), request.buildNumber(), request.version()));
        BuiltImage image = bills(spec, built, source.packages(), tree, finished.reasons());
        Optional<BuiltDebug> debugImage = spec.wantsDebugInformation() ? Optional.of(debug(spec, image, union, packages, tree, finished.reasons()))
                : Optional.empty();
        return new BuiltPlatform(image, debugImage, tree, finished.reasons(), source.packages(), warnings, prove(spec, image, union, parentTree,
                finished.reasons()));
    }

    static LayerWriter layerWriter(BuildRequest request, ContentStore store, SmithSpec spec) {
        return new LayerWriter(store, request.sourceDateEpoch(), switch (spec.output().compression()) {
            case ZSTD -> LayerCompression.ZSTD;
            case GZIP, NONE -> LayerCompression.GZIP;
        });
    }

    private BuiltDebug debug(SmithSpec spec, BuiltImage image, FileTree whole, List<String> packages, FileTree tree, SortedMap<TreePath, Reason> reasons) {
        DebugBuild.Result made = new DebugBuild(request, store, spec, source.tree(), debug).run(image, whole, packages);
        warnings.addAll(made.warnings());
        List<InstalledPackage> all = new ArrayList<>(source.packages());
        made.installed().stream().filter(each -> source.packages().stream().noneMatch(known -> known.nevra().equals(each.nevra()))).forEach(all::add);
        FileTree files = UponParent.union(made.debug().tree(), tree);
        return new BuiltDebug(bills(spec, made.image(), all, files, made.reasons(reasons)), made.debug().found(), made.programs().count());
    }

    /** With what is told of it, in the formats that the specification wants. */
    private BuiltImage bills(SmithSpec spec, BuiltImage built, List<InstalledPackage> packages, FileTree tree, SortedMap<TreePath, Reason> reasons) {
        String name = spec.source().packageName().isEmpty() ? "image" : spec.source().packageName();
        var material = new Material(SafeUri.show(name), built.descriptor().digest(), built.config().created(), request.version(), packages, tree, reasons);
        return Attachments.attach(built, built.config().created(), spec.output().sbom().stream().map(format -> switch (format) {
            case CYCLONEDX -> new Attachments.Document(CycloneDx.TYPE, Content.of(JsonText.compact(CycloneDx.document(material))));
            case SPDX -> new Attachments.Document(Spdx.TYPE, Content.of(JsonText.compact(Spdx.document(material, new Sha1(store)))));
        }).toList());
    }

    /** Owners and times are as they should be in what is written here; those of a parent's layers are not looked at. */
    private static List<Finding> prove(SmithSpec spec, BuiltImage image, FileTree union, FileTree parent, SortedMap<TreePath, Reason> reasons) {
        Set<TreePath> files = new HashSet<>(parent.entries().keySet());
        reasons.forEach((path, reason) -> {
            if (reason.because().isEmpty()) {
                files.add(path);
            }
        });
        var scan = new Scan(image.config(), union, new TreeMap<>(), new TreeSet<>(), List.of());
        return Proof.check(scan, new Asked(files, true, spec.mounts(), spec.root()));
    }

    private Account account(SmithSpec spec) {
        try {
            return Account.parse(spec.user());
        } catch (IllegalArgumentException e) {
            throw new BuildException(request.specification() + ": user: " + e.getMessage(), e);
        }
    }

    private Optional<SourceImage> parent(SmithSpec spec) {
        if (spec.parent().isEmpty()) {
            return Optional.empty();
        }
        request.progress().step("reading the parent image " + spec.parent());
        SourceImage parent = opener.open(spec.parent(), request.directory(), Optional.empty());
        Platform wanted = Platform.linux(ImagePlatform.goArchitecture(source.architecture()));
        if (!spec.source().architectures().isEmpty() && !parent.config().platform().satisfies(wanted)) {
            warnings.add("the parent image " + spec.parent() + " is for " + parent.config().platform() + ", not for " + wanted);
        }
        return Optional.of(parent);
    }

    private static SmithSpec inherit(SmithSpec spec, Optional<SourceImage> source, Optional<SourceImage> parent) {
        SmithSpec out = spec;
        for (Optional<SourceImage> each : List.of(source, parent)) {
            if (each.isPresent()) {
                ContainerConfig config = each.get().config().configOrEmpty();
                out = out.inheriting(config.entrypoint(), config.cmd(), config.workingDir(), config.env(), config.labels(),
                        config.exposedPorts());
            }
        }
        return out;
    }

    private Selection select(SmithSpec spec, FileTree tree, Overlay overlay, FileTree parent) {
        FileTree all = tree.copy();
        Overlaying.put(overlay, all);
        var universe = new Universe(all, overlay.entries().keySet(), parent, spec.variable("LD_LIBRARY_PATH").map(PlatformBuild::split).orElse(List.of()),
                spec.variable("PATH").map(PlatformBuild::split).orElse(List.of()), imports(spec));
        Selection selection = Selector.select(universe, globs(spec.paths()), globs(spec.excludes()), spec.nss());
        if (!selection.missing().isEmpty()) {
            int more = selection.missing().size() - MOST_NAMED;
            throw new BuildException(selection.missing().stream().limit(MOST_NAMED).collect(Collectors.joining("; "))
                    + (more > 0 ? "; and " + more + " more" : ""));
        }
        boolean nothing = selection.tree().entries().values().stream().noneMatch(each -> each.origin() instanceof Origin.Package
                || each.origin() instanceof Origin.Layer);
        if (spec.paths().isEmpty() && nothing && !spec.source().packageName().isEmpty()) {
            warnings.add("the specification has no paths, so the image gets no file of " + spec.source().packageName());
        }
        warnings.addAll(selection.warnings());
        return selection;
    }

    private static Imports imports(SmithSpec spec) {
        List<String> words = new ArrayList<>(spec.entrypoint());
        words.addAll(spec.cmd());
        return new Imports(Imports.Mode.valueOf(spec.imports().python().name()), Imports.Mode.valueOf(spec.imports().perl().name()), spec.imports().modules(),
                spec.variable("PYTHONPATH").map(PlatformBuild::split).orElse(List.of()), spec.variable("PERL5LIB").map(PlatformBuild::split).orElse(List.of()))
                .withCommand(words);
    }

    private static List<Glob> globs(List<String> patterns) {
        return patterns.stream().map(Glob::of).toList();
    }

    private static List<String> split(String path) {
        return List.of(path.split(":"));
    }
}
