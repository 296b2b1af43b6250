package io.microcontainer.build.tar;

import io.microcontainer.build.tree.ByteText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes a tar archive of POSIX.1-2001 in one canonical way: owner 0:0 without names, one time for all, ustar headers, and
 * extended (PAX) headers only for what ustar cannot say.
 */
public final class TarWriter implements AutoCloseable {

    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final int PREFIX = 155;
    private static final long MAX_OCTAL_11 = 077777777777L;

    private final OutputStream out;
    private final long modificationTime;
    private long unwritten;
    private long written;

    /**
     * @param out              closed along with this
     * @param modificationTime of all entries, seconds since 1970, not negative
     */
    public TarWriter(OutputStream out, long modificationTime) {
        if (modificationTime < 0 || modificationTime > MAX_OCTAL_11) {
            throw new IllegalArgumentException("time " + modificationTime + " does not fit into a tar header");
        }
        this.out = out;
        this.modificationTime = modificationTime;
    }

    /** Adds a directory; the name has no slash at its end. */
    public void directory(String name, int mode) throws IOException {
        header(name + "/", mode, 0, '5', "");
    }

    /** Adds a symbolic link. */
    public void symlink(String name, String target) throws IOException {
        header(name, 0777, 0, '2', target);
    }

    /** Adds another name of a file that was added before. */
    public void hardLink(String name, int mode, String target) throws IOException {
        header(name, mode, 0, '1', target);
    }

    /** Begins a file; exactly its size has to be written to {@link #content} before the next entry. */
    public void file(String name, int mode, long size) throws IOException {
        header(name, mode, size, '0', "");
        unwritten = size;
        written = 0;
    }

    /** Adds a part of the content of the file begun last. */
    public void content(byte[] bytes, int offset, int length) throws IOException {
        if (length > unwritten) {
            throw new IOException("the file is longer than it was said to be");
        }
        out.write(bytes, offset, length);
        unwritten -= length;
        written += length;
        if (unwritten == 0) {
            pad(written);
        }
    }

    /** Ends the archive with two empty blocks. */
    @Override
    public void close() throws IOException {
        try (out) {
            endOfFile();
            out.write(new byte[2 * BLOCK]);
        }
    }

    private void header(String name, int mode, long size, char type, String link) throws IOException {
        endOfFile();
        SortedMap<String, byte[]> extended = new TreeMap<>();
        byte[] nameBytes = ByteText.encode(name);
        byte[] linkBytes = ByteText.encode(link);
        int split = nameBytes.length <= NAME ? 0 : splitAt(nameBytes);
        if (split < 0 || !isAscii(nameBytes) && isUtf8(name)) {
            extended.put("path", nameBytes);
        }
        if (linkBytes.length > NAME || !isAscii(linkBytes) && isUtf8(link)) {
            extended.put("linkpath", linkBytes);
        }
        if (size > MAX_OCTAL_11) {
            extended.put("size", Long.toString(size).getBytes(StandardCharsets.US_ASCII));
        }
        if (!extended.isEmpty()) {
            if (!isUtf8(name) && extended.containsKey("path") || !isUtf8(link) && extended.containsKey("linkpath")) {
                extended.put("hdrcharset", "BINARY".getBytes(StandardCharsets.US_ASCII));
            }
            byte[] records = records(extended);
            // The name of an extended header matters to nobody; a constant one is the same for all.
            byte[] pax = "PaxHeaders/entry".getBytes(StandardCharsets.US_ASCII);
            out.write(block(pax, 0, 0644, records.length, 'x', new byte[0]));
            out.write(records);
            pad(records.length);
        }
        out.write(block(nameBytes, Math.max(split, 0), mode, size > MAX_OCTAL_11 ? 0 : size, type, linkBytes));
    }

    private byte[] block(byte[] name, int split, int mode, long size, char type, byte[] link) {
        byte[] block = new byte[BLOCK];
        if (split > 0) {
            System.arraycopy(name, 0, block, 345, split);
            System.arraycopy(name, split + 1, block, 0, name.length - split - 1);
        } else {
            System.arraycopy(name, 0, block, 0, Math.min(name.length, NAME));
        }
        octal(block, 100, 8, mode);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, 124, 12, size);
        octal(block, 136, 12, modificationTime);
        block[156] = (byte) type;
        System.arraycopy(link, 0, block, 157, Math.min(link.length, NAME));
        System.arraycopy("ustar\00000".getBytes(StandardCharsets.US_ASCII), 0, block, 257, 8);
        octal(block, 329, 8, 0);
        octal(block, 337, 8, 0);
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte each : block) {
            sum += each & 0xff;
        }
        octal(block, 148, 7, sum);
        return block;
    }

    /** Where a long name can be split into prefix and name at a slash, or -1. */
    private static int splitAt(byte[] name) {
        for (int at = Math.min(PREFIX, name.length - 2); at > 0 && name.length - at - 1 <= NAME; at--) {
            if (name[at] == '/') {
                return at;
            }
        }
        return -1;
    }

    private static void octal(byte[] block, int offset, int length, long value) {
        long rest = value;
        for (int at = offset + length - 2; at >= offset; at--) {
            block[at] = (byte) ('0' + (rest & 7));
            rest >>>= 3;
        }
    }

    private static byte[] records(SortedMap<String, byte[]> extended) {
        var out = new ByteArrayOutputStream();
        extended.forEach((key, value) -> {
            // The length counts its own digits.
            int rest = key.length() + value.length + 3;
            int length = rest + Integer.toString(rest).length();
            length = rest + Integer.toString(length).length();
            out.writeBytes((length + " " + key + "=").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(value);
            out.write('\n');
        });
        return out.toByteArray();
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte each : bytes) {
            if (each < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUtf8(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isHighSurrogate(text.charAt(i))) {
                i++;
            } else if (Character.isLowSurrogate(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private void endOfFile() throws IOException {
        if (unwritten > 0) {
            throw new IOException("the file is shorter than it was said to be");
        }
    }

    private void pad(long length) throws IOException {
        int rest = (int) (length % BLOCK);
        if (rest > 0) {
            out.write(new byte[BLOCK - rest]);
        }
    }
}
