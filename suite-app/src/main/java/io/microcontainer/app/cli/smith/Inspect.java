package io.microcontainer.app.cli.smith;

import io.microcontainer.api.oci.image.ContainerConfig;
import io.microcontainer.api.oci.image.Descriptor;
import io.microcontainer.api.oci.image.MediaType;
import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.build.examine.Examined;
import io.microcontainer.build.examine.Examiner;
import io.microcontainer.build.examine.ScannedLayer;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code smith inspect}. */
@Command(name = "inspect", header = "Shows an image: configuration, layers, waste, and the tree of its files with their sizes.", sortOptions = false)
final class Inspect implements Callable<Integer> {

    private final Build smith;

    @Mixin
    private HelpOption help;

    @Mixin
    private ExaminedImage opener;

    @Option(names = "--depth", paramLabel = "N", defaultValue = "3", description = "How many levels of the tree are shown (default: 3).")
    private int depth;

    @Parameters(paramLabel = "IMAGE", arity = "0..1", defaultValue = "image.tar.gz",
            description = "path[:tag] of an OCI archive, layout or Docker archive, or the URL of a registry (default: image.tar.gz).")
    private String image;

    Inspect(Build smith) {
        this.smith = smith;
    }

    @Override
    public Integer call() {
        Examiner.Choice choice = opener.choice(smith, image);
        Examined examined = opener.open(smith, choice.text());
        PrintStream out = smith.session().out();
        if (choice.root().isPresent() && MediaType.isIndex(choice.root().get().mediaType())) {
            out.println("index       " + choice.root().get().digest());
            out.println("images      " + choice.platforms().stream().map(Platform::toString).collect(Collectors.joining(", ")));
        }
        out.println("digest      " + examined.manifest().map(Descriptor::digest).map(Object::toString).orElse("none (Docker archive)"));
        out.println("platform    " + examined.scan().config().platform());
        out.println("created     " + (examined.scan().config().created() == null ? "unknown" : examined.scan().config().created()));
        configuration(examined.scan().config().configOrEmpty(), out);
        if (!examined.packages().isEmpty()) {
            out.println("packages    " + examined.packages().size());
        }
        long wasted = 0;
        out.println("layers");
        for (ScannedLayer layer : examined.scan().layers()) {
            out.println("  " + layer.digest().algorithm() + ":" + layer.digest().brief() + "  " + Bytes.show(layer.compressed()) + " compressed, "
                    + layer.files() + " files of " + Bytes.show(layer.bytes()) + (layer.wasted() == 0 ? "" : ", hides " + Bytes.show(layer.wasted())));
            wasted += layer.wasted();
        }
        out.println("size        " + Bytes.show(examined.scan().bytes()));
        out.println("waste       " + Bytes.show(wasted) + " hidden by upper layers, " + Bytes.show(examined.scan().duplicated()) + " in copies");
        out.println("files");
        show(examined.scan().tree(), TreePath.ROOT, 1, out);
        return 0;
    }

    private static void configuration(ContainerConfig config, PrintStream out) {
        out.println("user        " + (config.user() == null || config.user().isEmpty() ? "0 (none is set)" : ByteText.printable(config.user())));
        words("entrypoint", config.entrypoint(), out);
        words("cmd", config.cmd(), out);
        words("env", config.env(), out);
        words("directory", config.workingDir() == null ? List.of() : List.of(config.workingDir()), out);
        words("labels", config.labels().entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).toList(), out);
        words("volumes", List.copyOf(config.volumes()), out);
        words("ports", List.copyOf(config.exposedPorts()), out);
    }

    private static void words(String name, List<String> words, PrintStream out) {
        if (!words.isEmpty()) {
            out.println(name + " ".repeat(12 - name.length()) + ByteText.printable(String.join(" ", words)));
        }
    }

    private void show(FileTree tree, TreePath directory, int level, PrintStream out) {
        for (TreePath path : tree.children(directory)) {
            Entry entry = tree.get(path).orElseThrow();
            String line = "  ".repeat(level) + ByteText.printable(path.name()) + switch (entry) {
                case Entry.Directory _ -> "/";
                case Entry.Symlink link -> " -> " + ByteText.printable(link.target());
                case Entry.RegularFile _ -> "";
            };
            long size = tree.subtree(path).values().stream().filter(Entry.RegularFile.class::isInstance)
                    .mapToLong(each -> ((Entry.RegularFile) each).content().size()).sum();
            out.println(entry instanceof Entry.Symlink ? line : line + " ".repeat(Math.max(1, 50 - line.length())) + Bytes.show(size));
            if (level < depth) {
                show(tree, path, level + 1, out);
            }
        }
    }
}
