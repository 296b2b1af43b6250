package io.microcontainer.build.tar;

import io.microcontainer.build.member.MemberStream;
import io.microcontainer.build.tree.ByteText;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads tar archives as they come: V7, ustar, PAX, GNU with long names and all four of its sparse formats, sizes in base
 * 256. Names keep their bytes. Whatever an archive says of itself, a header never costs more than {@link #MAX_HEADER}
 * bytes of memory.
 */
public final class TarReader {

    /** Most bytes that a long name or an extended header may have. */
    public static final int MAX_HEADER = 1 << 20;

    private static final int BLOCK = 512;
    private static final int MAX_SPARSE_NUMBERS = 1 << 18;

    private final InputStream in;
    /** What is stored of the member, and how many bytes fill its last block. */
    private MemberStream stored = new MemberStream(InputStream.nullInputStream(), 0, "");
    private int padding;
    private InputStream content = InputStream.nullInputStream();
    private PaxRecords global = new PaxRecords();
    private boolean ended;

    /** Reads from a stream, which is not closed. */
    public TarReader(InputStream in) {
        this.in = in;
    }

    /**
     * The next member; what is left of the one before is skipped.
     *
     * @return empty at the end of the archive
     * @throws MalformedTar if the archive is damaged
     */
    public Optional<TarEntry> next() throws IOException {
        String longName = null;
        String longLink = null;
        PaxRecords records = global;
        while (!ended) {
            skipRest();
            byte[] header = header();
            if (header == null) {
                break;
            }
            char type = (char) header[156];
            long size = number(header, 124, 12);
            switch (type) {
                case 'L' -> longName = text(small(size), 0, MAX_HEADER);
                case 'K' -> longLink = text(small(size), 0, MAX_HEADER);
                case 'x', 'X' -> records = PaxRecords.parse(small(size), global);
                case 'g' -> {
                    global = PaxRecords.parse(small(size), global);
                    records = global;
                }
                default -> {
                    return Optional.of(entry(header, type, size, longName, longLink, records));
                }
            }
        }
        ended = true;
        return Optional.empty();
    }

    /** The content of the member that {@link #next} gave last; ends with it. */
    public InputStream content() {
        return content;
    }

    private TarEntry entry(byte[] header, char flag, long headerSize, String longName, String longLink, PaxRecords records)
            throws IOException {
        String name = first(records.text("GNU.sparse.name"), records.text("path"), longName, headerName(header));
        String link = first(records.text("linkpath"), longLink, text(header, 157, 100));
        TarEntry.Type type = type(flag, name);
        int mode = (int) number(header, 100, 8) & 07777;
        Long paxSize = records.number("size");
        long size = paxSize == null ? headerSize : paxSize;
        if (size < 0) {
            throw new MalformedTar("a member has a size below zero");
        }
        if (type != TarEntry.Type.FILE && type != TarEntry.Type.OTHER) {
            // Links, directories and devices have no content, whatever their size field says: POSIX.1-2001.
            size = 0;
        }
        stored = new MemberStream(in, size, "the archive ends within a member");
        padding = (int) ((BLOCK - size % BLOCK) % BLOCK);
        content = stored;
        if (type == TarEntry.Type.FILE) {
            size = sparse(header, flag, records, size);
        }
        return new TarEntry(name, type, mode, size, link, records.xattrs(), records.numberOr("uid", number(header, 108, 8)),
                records.numberOr("gid", number(header, 116, 8)), records.time(number(header, 136, 12)));
    }

    /** Puts the holes of a sparse file into its content; returns its full size. */
    private long sparse(byte[] header, char flag, PaxRecords records, long size) throws IOException {
        List<Long> map = records.sparseMap();
        Long full = records.number("GNU.sparse.realsize");
        if (full == null) {
            full = records.number("GNU.sparse.size");
        }
        if ("1".equals(records.text("GNU.sparse.major"))) {
            map = embeddedMap();
        } else if (flag == 'S') {
            map = oldMap(header);
            full = number(header, 483, 12);
        } else if (map == null) {
            return size;
        }
        if (full == null || full < 0) {
            throw new MalformedTar("a sparse file does not tell its size");
        }
        content = new SparseInput(stored, map, full, stored.left());
        return full;
    }

    /** GNU's oldest format: four pieces in the header, 21 in each of the blocks that follow. */
    private List<Long> oldMap(byte[] header) throws IOException {
        List<Long> map = new ArrayList<>();
        pieces(header, 386, 4, map);
        boolean more = header[482] != 0;
        while (more) {
            byte[] block = in.readNBytes(BLOCK);
            if (block.length < BLOCK || map.size() > MAX_SPARSE_NUMBERS) {
                throw new MalformedTar("the map of a sparse file has no end");
            }
            pieces(block, 0, 21, map);
            more = block[504] != 0;
        }
        return map;
    }

    private static void pieces(byte[] block, int from, int count, List<Long> map) throws MalformedTar {
        for (int i = 0; i < count && block[from + 24 * i + 12] != 0; i++) {
            map.add(number(block, from + 24 * i, 12));
            map.add(number(block, from + 24 * i + 12, 12));
        }
    }

    /** GNU's format 1.0: decimal numbers by line before the content, filled to whole blocks. */
    private List<Long> embeddedMap() throws IOException {
        long before = stored.left();
        long count = line() * 2;
        if (count < 0 || count > MAX_SPARSE_NUMBERS) {
            throw new MalformedTar("the map of a sparse file is too long");
        }
        List<Long> map = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            map.add(line());
        }
        long used = before - stored.left();
        stored.skipNBytes((BLOCK - used % BLOCK) % BLOCK);
        return map;
    }

    private long line() throws IOException {
        long value = 0;
        for (int digits = 0; ; digits++) {
            int c = stored.read();
            if (c == '\n' && digits > 0) {
                return value;
            }
            if (c < '0' || c > '9' || digits > 17) {
                throw new MalformedTar("the map of a sparse file is no list of numbers");
            }
            value = value * 10 + c - '0';
        }
    }

    /** The next header, or null at the end: a block of zeros, or the end of the stream. */
    private byte[] header() throws IOException {
        byte[] block = in.readNBytes(BLOCK);
        if (block.length == 0) {
            return null;
        }
        if (block.length < BLOCK) {
            throw new MalformedTar("the archive ends within a header");
        }
        int unsigned = 0;
        int signed = 0;
        boolean empty = true;
        for (int i = 0; i < BLOCK; i++) {
            byte each = i >= 148 && i < 156 ? (byte) ' ' : block[i];
            unsigned += each & 0xff;
            signed += each;
            empty &= block[i] == 0;
        }
        if (empty) {
            return null;
        }
        long sum = number(block, 148, 8);
        if (sum != unsigned && sum != signed) {
            throw new MalformedTar("a header has a wrong checksum; this is no tar archive or it is damaged");
        }
        return block;
    }

    private byte[] small(long size) throws IOException {
        if (size < 0 || size > MAX_HEADER) {
            throw new MalformedTar("an extended header has " + size + " bytes, more than any real one");
        }
        stored = new MemberStream(in, size, "the archive ends within a member");
        padding = (int) ((BLOCK - size % BLOCK) % BLOCK);
        byte[] bytes = stored.readNBytes((int) size);
        if (bytes.length < size) {
            throw new MalformedTar("the archive ends within an extended header");
        }
        return bytes;
    }

    private static String headerName(byte[] header) {
        String name = text(header, 0, 100);
        // Only POSIX has a prefix there; GNU, with two spaces after "ustar", has times.
        boolean posix = text(header, 257, 6).equals("ustar") && header[262] == 0;
        String prefix = posix ? text(header, 345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static TarEntry.Type type(char flag, String name) {
        return switch (flag) {
            case '0', '\0', '7', 'S' -> name.endsWith("/") ? TarEntry.Type.DIRECTORY : TarEntry.Type.FILE;
            case '1' -> TarEntry.Type.HARD_LINK;
            case '2' -> TarEntry.Type.SYMLINK;
            case '3' -> TarEntry.Type.CHARACTER_DEVICE;
            case '4' -> TarEntry.Type.BLOCK_DEVICE;
            case '5', 'D' -> TarEntry.Type.DIRECTORY;
            case '6' -> TarEntry.Type.FIFO;
            default -> TarEntry.Type.OTHER;
        };
    }

    private static String first(String... choices) {
        for (String each : choices) {
            if (each != null) {
                return each;
            }
        }
        return "";
    }

    private static String text(byte[] bytes, int from, int most) {
        int end = from;
        while (end < bytes.length && end < from + most && bytes[end] != 0) {
            end++;
        }
        return ByteText.decode(bytes, from, end - from);
    }

    /** A number in octal digits, or in base 256 where the first bit is set. */
    private static long number(byte[] block, int from, int length) throws MalformedTar {
        if ((block[from] & 0x80) != 0) {
            long value = (block[from] & 0x40) != 0 ? -1L << 6 | block[from] & 0x3f : block[from] & 0x3f;
            for (int i = from + 1; i < from + length; i++) {
                if (value > Long.MAX_VALUE >> 8 || value < Long.MIN_VALUE >> 8) {
                    throw new MalformedTar("a number of a header is too large");
                }
                value = value << 8 | block[i] & 0xff;
            }
            return value;
        }
        long value = 0;
        boolean digits = false;
        for (int i = from; i < from + length; i++) {
            char c = (char) (block[i] & 0xff);
            if (c >= '0' && c <= '7') {
                value = value << 3 | c - '0';
                digits = true;
            } else if (c != ' ' || digits) {
                if (c != 0 && c != ' ') {
                    throw new MalformedTar("a number of a header is not octal; this is no tar archive or it is damaged");
                }
                break;
            }
        }
        return value;
    }

    /** An archive may end without the last member's padding. */
    private void skipRest() throws IOException {
        stored.skipRest();
        in.readNBytes(padding);
        padding = 0;
    }
}
