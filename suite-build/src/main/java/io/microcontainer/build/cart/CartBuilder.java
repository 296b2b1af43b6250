package io.microcontainer.build.cart;

import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.archive.ArchiveLimits;
import io.microcontainer.build.archive.ImageReader;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.image.ImagePlatform;
import io.microcontainer.build.registry.RegistryOptions;
import io.microcontainer.build.source.Source;
import io.microcontainer.build.source.SourceLoader;
import io.microcontainer.build.source.SourceSettings;
import io.microcontainer.build.spec.SmithSpec;
import io.microcontainer.build.spec.SpecReader;
import io.microcontainer.build.transfer.ImageOpener;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Builds a cart of tools: packages or an image → tree → moved to where a cart is mounted → file system image, directory or
 * archive. Nothing is unpacked or run, and the same inputs give the same bytes.
 */
public final class CartBuilder {

    /** The packages of a cart where none are named. */
    private static final List<String> TOOLS = List.of("bash", "coreutils", "strace", "gdb", "tcpdump", "lsof", "curl", "less", "openssl",
            "ca-certificates", "ncurses-base", "grep", "sed", "findutils");

    /** And those that are called otherwise in Debian and in Fedora; the last ones hold the locale C.UTF-8. */
    private static final List<String> TOOLS_OF_DEBIAN = List.of("procps", "iproute2", "libatm1", "libc-bin");
    private static final List<String> TOOLS_OF_FEDORA = List.of("procps-ng", "iproute", "glibc-minimal-langpack");

    private CartBuilder() {
    }

    /**
     * Builds and writes.
     *
     * @throws io.microcontainer.api.error.SuiteException if anything is wrong; nothing has been written then
     */
    public static CartResult build(CartRequest request) {
        ContentStore store = ContentStore.open(request.cache());
        SourceSettings settings = new SourceSettings(request.directory(), request.repositories(), request.architecture(),
                request.unsigned(), false, request.fetch(), request.progress());
        ImageReader images = new ImageReader(store, ArchiveLimits.DEFAULT)
                .preferring(Platform.linux(ImagePlatform.goArchitecture(request.architecture())));
        ImageOpener opener = new ImageOpener(images, RegistryOptions.of(request.fetch().insecure(), request.environment()), request.progress());
        SourceLoader loader = new SourceLoader(settings, store, images, opener);
        SmithSpec spec = specification(request, request.packages());
        if (request.image().isEmpty() && request.packages().isEmpty()) {
            spec = specification(request, Stream.concat(TOOLS.stream(), (loader.isOfDebian(spec) ? TOOLS_OF_DEBIAN : TOOLS_OF_FEDORA).stream()).toList());
        }
        Source source = loader.load(spec).getFirst();
        request.progress().step("moving " + source.tree().size() + " files to " + CartPlaces.ROOT);
        List<String> warnings = new ArrayList<>(source.warnings());
        FileTree tree = CartTree.of(source.tree(), store, request.image().orElse(String.join(" ", spec.source().allPackages())), warnings);
        incomplete(tree, warnings);
        request.progress().step("writing " + request.output());
        String digest = new CartWriter(request, store, spec).write(tree);
        long files = tree.entries().values().stream().filter(e -> !(e instanceof Entry.Directory)).count();
        return new CartResult(request.output(), digest, files, source.packages().size(), warnings);
    }

    /** What packages need that they do not say, or that was left out. */
    private static void incomplete(FileTree tree, List<String> warnings) {
        if (shells(tree).isEmpty()) {
            warnings.add("there is no shell in the cart: crashcart needs a command with it");
        }
        boolean python = tree.entries().keySet().stream().anyMatch(p -> p.name().matches("libpython3\\.[0-9]+\\.so.*"));
        if (python && tree.entries().keySet().stream().noneMatch(p -> p.name().equals("os.py"))) {
            warnings.add("there is a Python library without Python's modules, and gdb does not start so: add the package with them, "
                    + "such as libpython3-stdlib or python3-libs");
        }
        if (tree.resolve(TreePath.of("/usr/lib/locale/C.utf8")).entry().isEmpty()) {
            warnings.add("there is no locale C.UTF-8: add the package with it, libc-bin or glibc-minimal-langpack");
        }
    }

    private static List<String> shells(FileTree tree) {
        return List.of("/bin/bash", "/bin/sh", "/usr/bin/bash", "/usr/bin/sh").stream()
                .filter(path -> tree.resolve(TreePath.of(path)).entry().isPresent()).toList();
    }

    private static SmithSpec specification(CartRequest request, List<String> packages) {
        if (request.image().isPresent() && !packages.isEmpty()) {
            throw new BuildException("a cart is made of packages or of an image, not of both");
        }
        JsonWritable spec = out -> {
            if (request.image().isPresent()) {
                out.string("type", "oci").string("package", request.image().get());
            } else {
                out.string("type", "mock").strings("packages", packages);
            }
        };
        // JSON is YAML.
        return SpecReader.parse(new String(JsonText.compact(spec), StandardCharsets.UTF_8), "the cart");
    }
}
