package io.microcontainer.build.examine;

import io.microcontainer.api.oci.image.ImageConfig;
import io.microcontainer.build.archive.ArchiveLimits;
import io.microcontainer.build.archive.ImageReader;
import io.microcontainer.build.archive.LayerApplier;
import io.microcontainer.build.archive.SourceImage;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.tar.TarEntry;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An image whose layers have been read.
 *
 * @param config  its configuration
 * @param tree    its files
 * @param owners  what the layers say of them; a path that no layer names is missing
 * @param devices devices and fifos, which a tree does not keep
 * @param layers  the lowest first
 */
public record Scan(ImageConfig config, FileTree tree, SortedMap<TreePath, Ownership> owners, SortedSet<TreePath> devices,
                   List<ScannedLayer> layers) {

    public Scan {
        owners = Collections.unmodifiableSortedMap(new TreeMap<>(owners));
        devices = Collections.unmodifiableSortedSet(new TreeSet<>(devices));
        layers = List.copyOf(layers);
    }

    /** Reads the layers of an image. */
    public static Scan of(SourceImage image, ContentStore store) {
        var tree = new FileTree();
        SortedMap<TreePath, Ownership> owners = new TreeMap<>();
        SortedSet<TreePath> devices = new TreeSet<>();
        List<ScannedLayer> layers = new ArrayList<>();
        var files = new AtomicLong();
        var bytes = new AtomicLong();
        var applier = new LayerApplier(tree, store, ArchiveLimits.DEFAULT, (place, member) -> {
            owners.put(place, new Ownership(member.uid(), member.gid(), member.modified(), layers.size()));
            switch (member.type()) {
                case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> devices.add(place);
                default -> devices.remove(place);
            }
            if (member.type() != TarEntry.Type.DIRECTORY) {
                files.incrementAndGet();
                bytes.addAndGet(member.size());
            }
        });
        for (SourceImage.SourceLayer layer : image.layers()) {
            FileTree before = tree.copy();
            ImageReader.apply(layer, applier, image.name());
            layers.add(new ScannedLayer(layer.descriptor().digest(), layer.descriptor().size(), files.getAndSet(0), bytes.getAndSet(0),
                    hidden(before, tree)));
        }
        owners.keySet().removeIf(path -> tree.get(path).isEmpty() && !devices.contains(path));
        return new Scan(image.config(), tree, owners, devices, layers);
    }

    private static long hidden(FileTree before, FileTree after) {
        long bytes = 0;
        for (var each : before.entries().entrySet()) {
            if (each.getValue() instanceof Entry.RegularFile file && after.get(each.getKey()).orElse(null) != each.getValue()
                    && !(after.get(each.getKey()).orElse(null) instanceof Entry.RegularFile now && now.inode().isPresent()
                            && now.content().equals(file.content()))) {
                bytes += file.content().size();
            }
        }
        return bytes;
    }

    /** Bytes of contents that lie at more than one path without being hard links of one another. */
    public long duplicated() {
        Set<String> seen = new HashSet<>();
        long bytes = 0;
        for (var each : tree.entries().entrySet()) {
            if (each.getValue() instanceof Entry.RegularFile file) {
                boolean link = file.inode().isPresent() && !seen.add("inode " + file.origin() + file.inode().get());
                if (!link && file.content().size() > 0 && !seen.add(file.content().sha256())) {
                    bytes += file.content().size();
                }
            }
        }
        return bytes;
    }

    /** Bytes of all files. */
    public long bytes() {
        return tree.entries().values().stream().filter(Entry.RegularFile.class::isInstance).mapToLong(each -> ((Entry.RegularFile) each).content()
                .size()).sum();
    }
}
