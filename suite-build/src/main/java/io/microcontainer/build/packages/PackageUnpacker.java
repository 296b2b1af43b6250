package io.microcontainer.build.packages;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.deb.DebReader;
import io.microcontainer.build.packages.Listing.DirectoryItem;
import io.microcontainer.build.packages.Listing.FileItem;
import io.microcontainer.build.packages.Listing.Item;
import io.microcontainer.build.packages.Listing.LinkItem;
import io.microcontainer.build.rpm.RpmFile;
import io.microcontainer.build.rpm.RpmPackage;
import io.microcontainer.build.rpm.RpmReader;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Content;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads packages into the store, or finds there what an earlier build has read. Safe for use by several threads. */
final class PackageUnpacker {

    /** Changes whenever what a listing holds or how it is written changes. */
    private static final String KIND = "package-listing-2";

    private final ContentStore store;

    PackageUnpacker(ContentStore store) {
        this.store = store;
    }

    /** What an earlier build read from the package with this SHA-256, if all of it is still in the store. */
    Optional<Listing> known(String sha256) {
        return store.record(KIND, sha256).map(Listing::decode).filter(listing -> listing.items().stream()
                .filter(FileItem.class::isInstance).map(FileItem.class::cast).collect(Collectors.toMap(FileItem::sha256, FileItem::size, (a, _) -> a))
                .entrySet().stream().allMatch(content -> store.find(content.getKey(), content.getValue()).isPresent()));
    }

    /** Reads a package file whose SHA-256 is known. */
    Listing unpack(Path file, String sha256, long size) {
        Listing listing = DebReader.isDeb(file) ? new DebUnpacker(store).unpack(file, sha256, size) : unpackRpm(file, sha256, size);
        store.remember(KIND, sha256, listing.encode());
        return listing;
    }

    private Listing unpackRpm(Path file, String sha256, long size) {
        var reader = new RpmReader();
        RpmPackage rpm = reader.read(file);
        Map<Integer, Content> contents = new HashMap<>();
        Map<Integer, String> inodes = new HashMap<>();
        reader.readPayload(rpm, (names, content) -> {
            Content kept = store.put(content);
            for (RpmFile name : names) {
                contents.put(name.index(), kept);
                inodes.put(name.index(), names.size() > 1 ? String.valueOf(names.getFirst().index()) : "");
            }
        });
        List<Item> items = new ArrayList<>();
        for (RpmFile each : rpm.files()) {
            if (!each.isGhost()) {
                item(rpm, each, contents.get(each.index()), inodes.get(each.index())).ifPresent(items::add);
            }
        }
        return new Listing(rpm.nevra(), sha256, size, rpm.summary(), rpm.license(), rpm.vendor(), rpm.url(), rpm.sourceRpm(), items);
    }

    /** Device nodes, fifos and sockets have no place in a microcontainer and are left out. */
    private static Optional<Item> item(RpmPackage rpm, RpmFile file, Content content, String inode) {
        if (file.isDirectory()) {
            return Optional.of(new DirectoryItem(file.path(), file.permissions()));
        }
        if (file.isSymlink()) {
            return Optional.of(new LinkItem(file.path(), file.linkTo()));
        }
        if (!file.isRegular()) {
            return Optional.empty();
        }
        return Optional.of(new FileItem(file.path(), file.permissions(), content.sha256(), content.size(), inode, capabilities(rpm, file)));
    }

    private static String capabilities(RpmPackage rpm, RpmFile file) {
        if (file.capabilities().isEmpty()) {
            return "";
        }
        try {
            return ByteText.decode(FileCapabilities.attribute(file.capabilities()));
        } catch (IllegalArgumentException e) {
            throw new BuildException("package " + rpm.file() + " cannot be used: the capabilities of " + ByteText.printable(file.path())
                    + " are wrong: " + e.getMessage(), e);
        }
    }
}
