package io.microcontainer.build.packages;

import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.deb.ControlFields;
import io.microcontainer.build.deb.DebReader;
import io.microcontainer.build.packages.Listing.DirectoryItem;
import io.microcontainer.build.packages.Listing.FileItem;
import io.microcontainer.build.packages.Listing.Item;
import io.microcontainer.build.packages.Listing.LinkItem;
import io.microcontainer.build.tar.TarEntry;
import io.microcontainer.build.tree.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the files of one Debian package into the store. */
final class DebUnpacker {

    private static final int PERMISSIONS = 07777;

    private final ContentStore store;
    private final List<Item> items = new ArrayList<>();
    /** Where each file stands among the items, for hard links. */
    private final Map<String, Integer> files = new HashMap<>();

    DebUnpacker(ContentStore store) {
        this.store = store;
    }

    Listing unpack(Path file, String sha256, long size) {
        ControlFields control = DebReader.read(file, this::take);
        String summary = control.text("description").lines().findFirst().orElse("");
        String source = control.text("source").isEmpty() ? control.text("package") : control.text("source");
        return new Listing(control.nevra(), sha256, size, summary, "", control.text("maintainer"), control.text("homepage"), source, items);
    }

    /** Device nodes and fifos have no place in a microcontainer and are left out. */
    private void take(TarEntry entry, InputStream content) throws IOException {
        String path = path(entry.name());
        switch (entry.type()) {
            case DIRECTORY -> items.add(new DirectoryItem(path, entry.mode() & PERMISSIONS));
            case SYMLINK -> items.add(new LinkItem(path, entry.link()));
            case FILE -> {
                Content kept = store.put(content);
                files.put(path, items.size());
                items.add(new FileItem(path, entry.mode() & PERMISSIONS, kept.sha256(), kept.size(), "", ""));
            }
            case HARD_LINK -> link(path, path(entry.link()));
            default -> { }
        }
    }

    private void link(String path, String target) throws IOException {
        Integer there = files.get(target);
        if (there == null) {
            throw new IOException("its hard link " + path + " leads to " + target + ", which is no file before it");
        }
        FileItem first = (FileItem) items.get(there);
        var named = new FileItem(first.path(), first.mode(), first.sha256(), first.size(), first.inode().isEmpty() ? String.valueOf(there) : first.inode(), "");
        items.set(there, named);
        files.put(path, items.size());
        items.add(new FileItem(path, named.mode(), named.sha256(), named.size(), named.inode(), ""));
    }

    private static String path(String name) throws IOException {
        String path = "/" + name.replaceFirst("^(\\.?/)+", "").replaceFirst("/+$", "");
        for (String part : path.substring(1).split("/")) {
            if (part.equals("..")) {
                throw new IOException("it has a file named " + name);
            }
        }
        return path.equals("/.") ? "/" : path;
    }
}
