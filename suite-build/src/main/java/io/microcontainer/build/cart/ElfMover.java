package io.microcontainer.build.cart;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.elf.ElfFile;
import io.microcontainer.build.elf.ElfReader;
import io.microcontainer.build.elf.ElfRelocation;
import io.microcontainer.build.elf.MalformedElf;
import io.microcontainer.build.elf.Patch;
import io.microcontainer.build.select.LibraryIndex;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Moves a tree's programs and libraries to where a cart is mounted: programs name the cart's loader, the loader has an index
 * of the cart's libraries and searches nothing else, and paths that are built in lead to the cart.
 */
final class ElfMover {

    /** A file of this size or more is taken as it is but for its headers. */
    private static final int MOST_SCANNED = 64 << 20;

    /** The directories that loaders search by default. */
    private static final Pattern USUAL = Pattern.compile("/(usr/)?lib(64)?(/[a-z0-9_]+-linux-(gnu|musl)[a-z0-9]*)?");

    private final FileTree tree;
    private final ContentStore store;
    private final List<String> warnings;
    private final Map<TreePath, ElfFile> files = new TreeMap<>();

    ElfMover(FileTree tree, ContentStore store, List<String> warnings) {
        this.tree = tree;
        this.store = store;
        this.warnings = warnings;
    }

    /** Moves them all. */
    void move() {
        readAll();
        Map<String, String> loaders = loaders();
        Set<TreePath> loaderFiles = loaders.keySet().stream().map(name -> tree.resolve(TreePath.of(name)).path()).collect(Collectors.toSet());
        LibraryIndex index = index();
        Map<String, Content> known = new HashMap<>();
        files.forEach((path, elf) -> {
            Entry.RegularFile file = (Entry.RegularFile) tree.get(path).orElseThrow();
            Optional<String> loader = elf.interpreter().map(loaders::get);
            if (elf.interpreter().isPresent() && loader.isEmpty()) {
                warnings.add(path + " is left out: its loader " + elf.interpreter().get() + " is not there");
                tree.remove(path);
                return;
            }
            if (loaders.containsValue(CartPlaces.LOADER) && elf.runpath().isEmpty() && elf.rpath().isEmpty()) {
                elf.needed().stream().filter(n -> n.indexOf('/') < 0 && !index.has(n, elf))
                        .forEach(n -> warnings.add(path + " needs " + n + ", which is not there"));
            }
            try {
                Content content = known.get(file.content().sha256());
                if (content == null) {
                    content = patched(path.name(), file.content(), elf, loader, loaderFiles.contains(path));
                    known.put(file.content().sha256(), content);
                }
                tree.put(path, new Entry.RegularFile(file.mode(), content, file.xattrs(), file.inode(), file.origin()));
            } catch (MalformedElf e) {
                // What has no place in a cart would run the target's loader and libraries.
                warnings.add(path + " is left out: " + e.getMessage());
                tree.remove(path);
            } catch (IOException e) {
                throw new BuildException("cannot read " + path + " of " + file.origin() + ": " + e.getMessage(), e);
            }
        });
        loaders.forEach((name, place) -> tree.put(CartPlaces.inTree(place),
                tree.resolve(TreePath.of(name)).entry().orElseThrow()));
        tree.put(CartPlaces.inTree(CartPlaces.LIBRARY_INDEX), CartFiles.made(index.encode()));
    }

    private void readAll() {
        for (Map.Entry<TreePath, Entry> each : tree.entries().entrySet()) {
            if (each.getValue() instanceof Entry.RegularFile file) {
                try {
                    ElfReader.read(file.content()).filter(ElfFile::isLoadable).ifPresent(elf -> files.put(each.getKey(), elf));
                } catch (MalformedElf e) {
                    warnings.add(each.getKey() + " is taken as it is: " + e.getMessage());
                } catch (IOException e) {
                    throw new BuildException("cannot read " + each.getKey() + ": " + e.getMessage(), e);
                }
            }
        }
    }

    /** The loaders that programs name and the tree has, with their places in the cart. */
    private Map<String, String> loaders() {
        Map<String, String> loaders = new TreeMap<>();
        files.values().forEach(elf -> elf.interpreter().filter(name -> name.startsWith("/")).ifPresent(name -> {
            if (tree.resolve(TreePath.of(name)).entry().orElse(null) instanceof Entry.RegularFile) {
                loaders.put(name, name.contains("musl") ? CartPlaces.MUSL_LOADER : CartPlaces.LOADER);
            }
        }));
        if (loaders.values().stream().distinct().count() < loaders.size()) {
            throw new BuildException("the tools have the loaders " + String.join(" and ", loaders.keySet())
                    + ", and a cart has one of a kind: take tools of one architecture");
        }
        return loaders;
    }

    /**
     * Every name by which a program may ask for a library: sonames, and names of files and links, those of the usual directories
     * first.
     */
    private LibraryIndex index() {
        LibraryIndex index = new LibraryIndex();
        List<TreePath> order = new ArrayList<>();
        tree.entries().keySet().stream().filter(p -> USUAL.matcher(p.parent().toString()).matches()).forEach(order::add);
        tree.entries().keySet().stream().filter(p -> !USUAL.matcher(p.parent().toString()).matches()).forEach(order::add);
        for (boolean bySoname : new boolean[] { true, false }) {
            for (TreePath path : order) {
                ElfFile elf = library(path);
                if (elf != null) {
                    Optional<String> name = bySoname ? elf.soname() : Optional.of(path.name()).filter(n -> n.contains(".so"));
                    name.filter(n -> n.indexOf('/') < 0).ifPresent(n -> index.add(n, elf, CartPlaces.inSession(path)));
                }
            }
        }
        return index;
    }

    private ElfFile library(TreePath path) {
        TreePath real = tree.get(path).filter(e -> !(e instanceof Entry.Directory)).map(e -> tree.resolve(path).path()).orElse(path);
        ElfFile elf = files.get(real);
        return elf != null && elf.type() == ElfFile.ET_DYN && (elf.soname().isPresent() || elf.interpreter().isEmpty())
                && LibraryIndex.covers(elf) ? elf : null;
    }

    /** glibc's loader refuses flags in its own dynamic section; nothing is searched on its behalf anyway. */
    private Content patched(String name, Content content, ElfFile elf, Optional<String> loader, boolean isLoader) throws IOException {
        List<Patch> patches = new ArrayList<>(isLoader ? List.of() : ElfRelocation.patches(content, elf, loader));
        if (content.size() < MOST_SCANNED) {
            try (InputStream in = content.open()) {
                patches.addAll(PathStrings.find(name, in.readNBytes(MOST_SCANNED)));
            }
        }
        if (patches.isEmpty()) {
            return content;
        }
        patches.sort(Comparator.comparingLong(Patch::offset));
        return store.put(out -> write(content, patches, out));
    }

    private static void write(Content content, List<Patch> patches, OutputStream out) throws IOException {
        long at = 0;
        try (InputStream in = content.open()) {
            for (Patch patch : patches) {
                if (patch.offset() < at) {
                    throw new IOException("its parts overlap");
                }
                copy(in, out, patch.offset() - at);
                in.skipNBytes(patch.bytes().length);
                out.write(patch.bytes());
                at = patch.offset() + patch.bytes().length;
            }
            in.transferTo(out);
        }
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[64 << 10];
        for (long left = length; left > 0;) {
            int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (n < 0) {
                throw new IOException("the file is shorter than it was");
            }
            out.write(buffer, 0, n);
            left -= n;
        }
    }
}
