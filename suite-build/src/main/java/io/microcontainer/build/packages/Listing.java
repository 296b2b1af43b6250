package io.microcontainer.build.packages;

import io.microcontainer.build.cache.RecordText;
import io.microcontainer.build.rpm.Evr;
import io.microcontainer.build.rpm.Nevra;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a package brings into an image, its content lying in the store: kept as a record so that the package need not be
 * unpacked again.
 *
 * @param sha256 of the package file
 * @param size   bytes of the package file
 */
record Listing(Nevra nevra, String sha256, long size, String summary, String license, String vendor, String url, String sourceRpm,
        List<Item> items) {

    /** One path. */
    sealed interface Item {
        String path();
    }

    /** A directory. */
    record DirectoryItem(String path, int mode) implements Item {
    }

    /**
     * A regular file.
     *
     * @param inode        names the file among the package's hard links; empty if it has one name
     * @param capabilities value of {@code security.capability} as {@link ByteText}, empty if it has none
     */
    record FileItem(String path, int mode, String sha256, long size, String inode, String capabilities) implements Item {
    }

    /** A symbolic link. */
    record LinkItem(String path, String target) implements Item {
    }

    Listing {
        items = List.copyOf(items);
    }

    byte[] encode() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            for (String text : List.of(nevra.name(), nevra.evr().version(), nevra.evr().release(), nevra.arch(), sha256, summary, license,
                    vendor, url, sourceRpm)) {
                RecordText.write(out, text);
            }
            out.writeLong(nevra.evr().epoch() << 1 | (nevra.evr().debian() ? 1 : 0));
            out.writeLong(size);
            out.writeInt(items.size());
            for (Item item : items) {
                write(out, item);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Listing decode(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String[] texts = new String[10];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = RecordText.read(in);
            }
            long epoch = in.readLong();
            var nevra = new Nevra(texts[0], new Evr(epoch >>> 1, texts[1], texts[2], (epoch & 1) != 0), texts[3]);
            long size = in.readLong();
            int count = in.readInt();
            var items = new ArrayList<Item>(count);
            for (int i = 0; i < count; i++) {
                items.add(readItem(in));
            }
            return new Listing(nevra, texts[4], size, texts[5], texts[6], texts[7], texts[8], texts[9], items);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(DataOutputStream out, Item item) throws IOException {
        switch (item) {
            case DirectoryItem directory -> {
                out.writeByte('d');
                RecordText.write(out, directory.path());
                out.writeInt(directory.mode());
            }
            case FileItem file -> {
                out.writeByte('f');
                RecordText.write(out, file.path());
                out.writeInt(file.mode());
                RecordText.write(out, file.sha256());
                out.writeLong(file.size());
                RecordText.write(out, file.inode());
                RecordText.write(out, file.capabilities());
            }
            case LinkItem link -> {
                out.writeByte('l');
                RecordText.write(out, link.path());
                RecordText.write(out, link.target());
            }
        }
    }

    private static Item readItem(DataInputStream in) throws IOException {
        byte type = in.readByte();
        return switch (type) {
            case 'd' -> new DirectoryItem(RecordText.read(in), in.readInt());
            case 'f' -> new FileItem(RecordText.read(in), in.readInt(), RecordText.read(in), in.readLong(), RecordText.read(in), RecordText.read(in));
            case 'l' -> new LinkItem(RecordText.read(in), RecordText.read(in));
            default -> throw new IOException("type " + type);
        };
    }
}
