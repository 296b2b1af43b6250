package io.microcontainer.build.rpm;

import io.microcontainer.build.tree.ByteText;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One header section of an RPM: an index of tags over a store of values (LSB package format, "Header Structure"). Signature
 * and main header have this form in the formats 3, 4 and 6. All offsets and counts are checked when the section is read,
 * so that values can be taken from it without further care.
 */
final class HeaderSection {

    /** As rpm itself bounds a header (HEADER_TAGS_MAX, HEADER_DATA_MAX). */
    static final int MAX_ENTRIES = 0xffff;
    static final int MAX_DATA = 256 << 20;
    /** Values of one tag; a package of four million files is beyond anything known. */
    static final int MAX_VALUES = 1 << 22;
    static final int PREAMBLE = 16;
    static final int ENTRY = 16;

    private static final int MAGIC = 0x8eade801;
    private static final int NULL = 0;
    private static final int INT8 = 2;
    private static final int INT16 = 3;
    private static final int INT32 = 4;
    private static final int INT64 = 5;
    private static final int STRING = 6;
    private static final int BIN = 7;
    private static final int STRING_ARRAY = 8;
    private static final int I18NSTRING = 9;

    private record Entry(int tag, int type, int offset, int count) {
    }

    private final byte[] raw;
    private final int store;
    private final Map<Integer, Entry> entries = new HashMap<>();

    private HeaderSection(byte[] raw, int count) {
        this.raw = raw;
        this.store = PREAMBLE + count * ENTRY;
    }

    /**
     * Reads a section.
     *
     * @param in        at the section's first byte; left at the first byte after the section
     * @param available bytes left in the file: a section cannot claim more
     * @param region    tag of the region that covers the whole section in packages of rpm 4 and later
     * @throws MalformedRpm if the section contradicts itself or its bounds
     */
    static HeaderSection read(DataInputStream in, long available, int region) throws IOException {
        byte[] preamble = new byte[PREAMBLE];
        try {
            in.readFully(preamble);
        } catch (EOFException e) {
            throw new MalformedRpm("it ends within a header", e);
        }
        var fields = ByteBuffer.wrap(preamble);
        if (fields.getInt() != MAGIC) {
            throw new MalformedRpm("a header does not begin with the magic 8eade801");
        }
        fields.getInt();
        int count = fields.getInt();
        int size = fields.getInt();
        if (count < 1 || count > MAX_ENTRIES) {
            throw new MalformedRpm("a header claims " + Integer.toUnsignedString(count) + " entries, 1 to " + MAX_ENTRIES + " are possible");
        }
        if (size < 0 || size > MAX_DATA) {
            throw new MalformedRpm("a header claims " + Integer.toUnsignedString(size) + " bytes of data, at most " + MAX_DATA + " are possible");
        }
        long length = PREAMBLE + (long) count * ENTRY + size;
        if (length > available) {
            throw new MalformedRpm("a header claims " + length + " bytes, but only " + available + " are left: the file is truncated or lies");
        }
        byte[] raw = new byte[(int) length];
        System.arraycopy(preamble, 0, raw, 0, PREAMBLE);
        in.readFully(raw, PREAMBLE, raw.length - PREAMBLE);
        var section = new HeaderSection(raw, count);
        section.index(count, region);
        return section;
    }

    /** The section's bytes as they stand in the file: what header digests cover. */
    byte[] raw() {
        return raw;
    }

    int length() {
        return raw.length;
    }

    boolean has(int tag) {
        return entries.containsKey(tag);
    }

    /** The only string of a tag, or the first language of a translated one; null if the tag is absent. */
    String string(int tag) {
        List<String> values = strings(tag);
        return values.isEmpty() ? null : values.getFirst();
    }

    /** The strings of a tag; empty if it is absent. */
    List<String> strings(int tag) {
        Entry entry = entries.get(tag);
        if (entry == null) {
            return List.of();
        }
        if (entry.type != STRING && entry.type != STRING_ARRAY && entry.type != I18NSTRING) {
            throw wrongType(entry, "text");
        }
        var values = new ArrayList<String>(entry.count);
        int at = store + entry.offset;
        for (int i = 0; i < entry.count; i++) {
            int end = terminator(at);
            values.add(ByteText.decode(raw, at, end - at));
            at = end + 1;
        }
        return values;
    }

    /** The numbers of a tag, all unsigned but those of 64 bits; empty if it is absent. */
    long[] numbers(int tag) {
        Entry entry = entries.get(tag);
        if (entry == null) {
            return new long[0];
        }
        var values = ByteBuffer.wrap(raw, store + entry.offset, raw.length - store - entry.offset);
        long[] numbers = new long[entry.count];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = switch (entry.type) {
                case INT8 -> values.get() & 0xff;
                case INT16 -> values.getShort() & 0xffff;
                case INT32 -> values.getInt() & 0xffffffffL;
                case INT64 -> values.getLong();
                default -> throw wrongType(entry, "numbers");
            };
        }
        return numbers;
    }

    /** The only number of a tag, or {@code otherwise} if it is absent. */
    long number(int tag, long otherwise) {
        long[] values = numbers(tag);
        return values.length == 0 ? otherwise : values[0];
    }

    /** The bytes of a binary tag; null if it is absent. */
    byte[] binary(int tag) {
        Entry entry = entries.get(tag);
        if (entry == null) {
            return null;
        }
        if (entry.type != BIN) {
            throw wrongType(entry, "binary");
        }
        byte[] value = new byte[entry.count];
        System.arraycopy(raw, store + entry.offset, value, 0, value.length);
        return value;
    }

    private static MalformedRpm wrongType(Entry entry, String expected) {
        return new MalformedRpm("tag " + entry.tag + " has type " + entry.type + ", which is not " + expected);
    }

    private void index(int count, int region) {
        var index = ByteBuffer.wrap(raw, PREAMBLE, count * ENTRY);
        int end = 0;
        for (int i = 0; i < count; i++) {
            var entry = new Entry(index.getInt(), index.getInt(), index.getInt(), index.getInt());
            int entryEnd = check(entry);
            if (i == 0 && entry.tag == region) {
                checkRegion(entry, count);
            } else if (entry.offset < end) {
                // rpm demands this order as well; it keeps the check of all strings linear.
                throw new MalformedRpm("tag " + entry.tag + " overlaps the tag before it");
            } else {
                end = entryEnd;
            }
            if (entries.put(entry.tag, entry) != null) {
                throw new MalformedRpm("tag " + entry.tag + " occurs twice");
            }
        }
    }

    /** Checks that an entry lies within the store and gives the offset of its end. */
    private int check(Entry entry) {
        int size = raw.length - store;
        if (entry.offset < 0 || entry.offset > size || entry.count < 0) {
            throw outside(entry);
        }
        if (entry.type != BIN && entry.count > MAX_VALUES) {
            throw new MalformedRpm("tag " + entry.tag + " claims " + entry.count + " values, at most " + MAX_VALUES + " are possible");
        }
        int width = switch (entry.type) {
            case NULL -> 0;
            case 1, INT8, BIN -> 1;
            case INT16 -> 2;
            case INT32 -> 4;
            case INT64 -> 8;
            case STRING, STRING_ARRAY, I18NSTRING -> -1;
            default -> throw new MalformedRpm("tag " + entry.tag + " has the unknown type " + entry.type);
        };
        if (width >= 0) {
            if ((long) entry.offset + (long) entry.count * width > size) {
                throw outside(entry);
            }
            return entry.offset + entry.count * width;
        }
        if (entry.type == STRING && entry.count != 1) {
            throw new MalformedRpm("tag " + entry.tag + " holds " + Integer.toUnsignedString(entry.count) + " strings where one is possible");
        }
        if (entry.count > size - entry.offset) {
            throw outside(entry);
        }
        int at = store + entry.offset;
        for (int i = 0; i < entry.count; i++) {
            if (at >= raw.length) {
                throw outside(entry);
            }
            at = terminator(at) + 1;
        }
        return at - store;
    }

    /** A region's trailer repeats its tag and says, negated, how many bytes of index it covers: it must be all of them. */
    private void checkRegion(Entry entry, int count) {
        if (entry.type != BIN || entry.count != ENTRY) {
            throw new MalformedRpm("the region tag " + entry.tag + " has type " + entry.type + " and count " + entry.count);
        }
        var trailer = ByteBuffer.wrap(raw, store + entry.offset, ENTRY);
        int tag = trailer.getInt();
        int type = trailer.getInt();
        int covered = -trailer.getInt() / ENTRY;
        // rpm 4.0 to 4.2 wrote the immutable region's tag into the trailer of the signature's region.
        boolean tagFits = tag == entry.tag || entry.tag == RpmTag.HEADERSIGNATURES && tag == RpmTag.HEADERIMMUTABLE;
        if (!tagFits || type != BIN || covered < 1 || covered > count) {
            throw new MalformedRpm("the trailer of region " + entry.tag + " is damaged");
        }
        boolean whole = covered == count && entry.offset + ENTRY == raw.length - store;
        if (entry.tag == RpmTag.HEADERIMMUTABLE && !whole) {
            throw new MalformedRpm("it has header entries outside of the region that digests and signatures cover");
        }
    }

    private int terminator(int from) {
        for (int at = from; at < raw.length; at++) {
            if (raw[at] == 0) {
                return at;
            }
        }
        throw new MalformedRpm("a string runs beyond its header");
    }

    private static MalformedRpm outside(Entry entry) {
        return new MalformedRpm("tag " + entry.tag + " points outside of its header");
    }
}
