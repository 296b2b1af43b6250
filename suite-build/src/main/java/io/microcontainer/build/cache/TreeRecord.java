package io.microcontainer.build.cache;

import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Keeps trees in the index of a store, their contents lying in the store itself. */
public final class TreeRecord {

    private static final String KIND = "tree-1";

    private final ContentStore store;

    public TreeRecord(ContentStore store) {
        this.store = store;
    }

    /** Keeps a tree under a key; all its contents must be in the store. */
    public void remember(String key, FileTree tree) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            List<Origin> origins = tree.entries().values().stream().map(Entry::origin).distinct().toList();
            Map<Origin, Integer> numbers = new HashMap<>();
            out.writeInt(origins.size());
            for (Origin origin : origins) {
                numbers.put(origin, numbers.size());
                write(out, origin);
            }
            out.writeInt(tree.size());
            for (Map.Entry<TreePath, Entry> each : tree.entries().entrySet()) {
                RecordText.write(out, each.getKey().toString());
                out.writeInt(numbers.get(each.getValue().origin()));
                write(out, each.getValue());
            }
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        store.remember(KIND, key, bytes.toByteArray());
    }

    /** The tree kept under a key; empty if there is none or one of its contents is gone. */
    public Optional<FileTree> recall(String key) {
        Optional<byte[]> record = store.record(KIND, key);
        if (record.isEmpty()) {
            return Optional.empty();
        }
        try (var in = new DataInputStream(new ByteArrayInputStream(record.get()))) {
            List<Origin> origins = new ArrayList<>();
            for (int i = in.readInt(); i > 0; i--) {
                origins.add(origin(in));
            }
            var tree = new FileTree();
            for (int i = in.readInt(); i > 0; i--) {
                TreePath path = TreePath.of(RecordText.read(in));
                Optional<Entry> entry = entry(in, origins.get(in.readInt()));
                if (entry.isEmpty()) {
                    return Optional.empty();
                }
                tree.replace(path, entry.get());
            }
            return Optional.of(tree);
        } catch (IOException e) {
            throw new IllegalStateException("a checked record cannot be read", e);
        }
    }

    private static void write(DataOutputStream out, Origin origin) throws IOException {
        String kind = switch (origin) {
            case Origin.Package _ -> "p";
            case Origin.Layer _ -> "l";
            case Origin.Archive _ -> "a";
            case Origin.Overlay _ -> "o";
            case Origin.Generated _ -> "g";
        };
        RecordText.write(out, kind + switch (origin) {
            case Origin.Package(String nevra) -> nevra;
            case Origin.Layer(String digest) -> digest;
            case Origin.Archive(String source) -> source;
            case Origin.Overlay(String source) -> source;
            case Origin.Generated(String why) -> why;
        });
    }

    private static Origin origin(DataInputStream in) throws IOException {
        String text = RecordText.read(in);
        String value = text.substring(1);
        return switch (text.charAt(0)) {
            case 'p' -> new Origin.Package(value);
            case 'l' -> new Origin.Layer(value);
            case 'a' -> new Origin.Archive(value);
            case 'o' -> new Origin.Overlay(value);
            default -> new Origin.Generated(value);
        };
    }

    private static void write(DataOutputStream out, Entry entry) throws IOException {
        switch (entry) {
            case Entry.Directory directory -> {
                out.writeByte('d');
                out.writeInt(directory.mode());
            }
            case Entry.Symlink link -> {
                out.writeByte('l');
                RecordText.write(out, link.target());
            }
            case Entry.RegularFile file -> {
                out.writeByte('f');
                out.writeInt(file.mode());
                RecordText.write(out, file.content().sha256());
                out.writeLong(file.content().size());
                RecordText.write(out, file.inode().orElse(""));
                out.writeInt(file.xattrs().size());
                for (Map.Entry<String, String> xattr : file.xattrs().entrySet()) {
                    RecordText.write(out, xattr.getKey());
                    RecordText.write(out, xattr.getValue());
                }
            }
        }
    }

    private Optional<Entry> entry(DataInputStream in, Origin origin) throws IOException {
        switch (in.readByte()) {
            case 'd' -> {
                return Optional.of(new Entry.Directory(in.readInt(), origin));
            }
            case 'l' -> {
                return Optional.of(new Entry.Symlink(RecordText.read(in), origin));
            }
            default -> {
                int mode = in.readInt();
                Optional<Content> content = store.find(RecordText.read(in), in.readLong());
                String inode = RecordText.read(in);
                SortedMap<String, String> xattrs = new TreeMap<>();
                for (int i = in.readInt(); i > 0; i--) {
                    xattrs.put(RecordText.read(in), RecordText.read(in));
                }
                return content.map(found -> new Entry.RegularFile(mode, found, xattrs,
                        inode.isEmpty() ? Optional.empty() : Optional.of(inode), origin));
            }
        }
    }
}
