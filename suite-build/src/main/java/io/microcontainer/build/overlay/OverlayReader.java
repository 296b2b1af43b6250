package io.microcontainer.build.overlay;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the rootfs directory beside smith.yaml. It is only read: nothing in it is changed, and its symlinks are taken as
 * they are. Files named {@code .gitignore} are left out, for with them Git keeps directories that are empty else.
 */
public final class OverlayReader {

    private static final String IGNORED = ".gitignore";

    private final ContentStore store;

    public OverlayReader(ContentStore store) {
        this.store = store;
    }

    /**
     * Reads a directory.
     *
     * @return {@link Overlay#NONE} if there is none
     * @throws BuildException if something in it cannot be read
     */
    public Overlay read(Path directory) {
        if (!Files.exists(directory)) {
            return Overlay.NONE;
        }
        if (!Files.isDirectory(directory)) {
            throw new BuildException(directory + " is no directory; the files for the image go into one of that name");
        }
        SortedMap<TreePath, Entry> entries = new TreeMap<>();
        List<String> warnings = new ArrayList<>();
        try {
            Path root = directory.toRealPath();
            String prefix = RawName.of(root);
            Files.walkFileTree(root, new SimpleFileVisitor<>() {

                private TreePath path(Path file) {
                    return TreePath.of(RawName.of(file).substring(prefix.length()));
                }

                @Override
                public FileVisitResult preVisitDirectory(Path file, BasicFileAttributes attributes) throws IOException {
                    if (!file.equals(root)) {
                        entries.put(path(file), new Entry.Directory(mode(file), origin(file)));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (file.getFileName().toString().equals(IGNORED)) {
                        return FileVisitResult.CONTINUE;
                    }
                    if (attributes.isSymbolicLink()) {
                        entries.put(path(file), new Entry.Symlink(RawName.ofLinkTarget(file), origin(file)));
                    } else if (attributes.isRegularFile()) {
                        entries.put(path(file), new Entry.RegularFile(mode(file), content(file), origin(file)));
                    } else {
                        warnings.add(file + " is a socket, fifo or device, which has no place in an image; it is left out");
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new BuildException("cannot read the files for the image in " + directory + ": " + e.getMessage(), e);
        }
        return new Overlay(entries, warnings);
    }

    private Content content(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return store.put(in);
        }
    }

    private static int mode(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    private static Origin origin(Path file) {
        return new Origin.Overlay(file.toString());
    }
}
