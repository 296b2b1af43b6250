package io.microcontainer.build.select;

import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;

/** Parts of this machine's file system as a tree. Contents are named by their path, for the test reads few of them. */
public final class HostTree {

    private static final Origin HOST = new Origin.Generated("host");

    private HostTree() {
    }

    /** The given files and directories with all below them. */
    public static FileTree of(String... paths) throws IOException {
        var tree = new FileTree();
        // Symlinks among the first directories, such as /lib, decide where the rest goes.
        for (String top : new String[] {"/bin", "/sbin", "/lib", "/lib64", "/lib32"}) {
            if (Files.isSymbolicLink(Path.of(top))) {
                add(tree, Path.of(top), top);
            }
        }
        for (String path : paths) {
            addAll(tree, Path.of(path), path);
        }
        return tree;
    }

    /** A directory of this machine as the root of a tree. */
    public static FileTree rootedAt(Path root) throws IOException {
        var tree = new FileTree();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted().toList()) {
                add(tree, file, "/" + root.relativize(file));
            }
        }
        return tree;
    }

    private static void addAll(FileTree tree, Path from, String name) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.sorted().toList()) {
                add(tree, file, name + file.toString().substring(from.toString().length()));
            }
        }
    }

    private static void add(FileTree tree, Path file, String name) throws IOException {
        TreePath path = TreePath.of(name);
        if (Files.isSymbolicLink(file)) {
            tree.put(path, new Entry.Symlink(Files.readSymbolicLink(file).toString(), HOST));
        } else if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            tree.put(path, new Entry.Directory(0755, HOST));
        } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            int mode = (int) Files.getAttribute(file, "unix:mode") & 07777;
            tree.put(path, new Entry.RegularFile(mode, new HostFile(file, Files.size(file)), HOST));
        }
    }

    private record HostFile(Path file, long size) implements Content {
        @Override
        public String sha256() {
            return HexFormat.of().formatHex(Content.newSha256().digest(
                    ByteText.encode(file.toString())));
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }

    /** Writes a tree into a directory. */
    public static void write(FileTree tree, Path root) throws IOException {
        for (var each : tree.entries().entrySet()) {
            Path file = root.resolve(each.getKey().relative());
            switch (each.getValue()) {
                case Entry.Directory _ -> Files.createDirectories(file);
                case Entry.Symlink link -> Files.createSymbolicLink(file, Path.of(link.target()));
                case Entry.RegularFile regular -> {
                    try (InputStream in = regular.content().open()) {
                        Files.copy(in, file);
                    }
                    if ((regular.mode() & 0111) != 0) {
                        file.toFile().setExecutable(true, false);
                    }
                }
            }
        }
    }

    /** Runs a program and returns its output, standard error last. */
    public static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + out);
        }
        return out;
    }
}
