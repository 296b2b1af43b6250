package io.microcontainer.build.elf;

import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Reads what {@link ElfFile} holds from program headers, as a loader does. Files are hostile: every part is bounded, and a
 * file costs a few small reads whatever its size.
 */
public final class ElfReader {

    private static final int EI_NIDENT = 16;
    private static final int PT_LOAD = 1;
    private static final int PT_DYNAMIC = 2;
    private static final int PT_INTERP = 3;
    private static final int PT_NOTE = 4;
    private static final int SHT_NOBITS = 8;
    private static final long DT_NULL = 0;
    private static final long DT_NEEDED = 1;
    private static final long DT_STRTAB = 5;
    private static final long DT_STRSZ = 10;
    private static final long DT_SONAME = 14;
    private static final long DT_RPATH = 15;
    private static final long DT_RUNPATH = 29;
    private static final long DT_FLAGS_1 = 0x6ffffffb;
    private static final long DF_1_NODEFLIB = 0x800;

    private static final int MAX_HEADERS = 1 << 20;
    private static final int MAX_DYNAMIC = 1 << 20;
    private static final int MAX_NOTES = 1 << 20;
    private static final int NT_GNU_BUILD_ID = 3;
    /** Of any digest that is in use. */
    private static final int MAX_BUILD_ID = 64;
    private static final int MAX_STRING = 4096;
    private static final int MAX_SECTIONS = 4 << 20;

    private final ElfBytes bytes;
    private final boolean wide;
    private final List<Segment> segments = new ArrayList<>();
    private final List<Dynamic> dynamic = new ArrayList<>();
    private final List<DlopenNote> dlopen = new ArrayList<>();
    private Optional<String> buildId = Optional.empty();

    private record Segment(int type, long offset, long address, long fileSize) {
    }

    private record Dynamic(long tag, long value) {
    }

    private ElfReader(ElfBytes bytes, boolean wide) {
        this.bytes = bytes;
        this.wide = wide;
    }

    /**
     * Reads a file.
     *
     * @return empty if the file does not begin with the magic number of ELF
     * @throws MalformedElf if it does but cannot be ELF
     * @throws IOException  if its content cannot be read
     */
    public static Optional<ElfFile> read(Content content) throws IOException {
        if (content.size() < EI_NIDENT) {
            return Optional.empty();
        }
        ByteBuffer ident = new ElfBytes(content, ByteOrder.BIG_ENDIAN).part(0, EI_NIDENT, EI_NIDENT, "the identification");
        if (ident.getInt(0) != 0x7f454c46) {
            return Optional.empty();
        }
        boolean wide = switch (ident.get(4)) {
            case 1 -> false;
            case 2 -> true;
            default -> throw new MalformedElf("EI_CLASS is " + ident.get(4) + ", neither 32 nor 64 bits");
        };
        ByteOrder order = switch (ident.get(5)) {
            case 1 -> ByteOrder.LITTLE_ENDIAN;
            case 2 -> ByteOrder.BIG_ENDIAN;
            default -> throw new MalformedElf("EI_DATA is " + ident.get(5) + ", no byte order");
        };
        return Optional.of(new ElfReader(new ElfBytes(content, order), wide).read(order));
    }

    private ElfFile read(ByteOrder order) throws IOException {
        int length = wide ? 64 : 52;
        ByteBuffer header = bytes.part(0, length, length, "the ELF header");
        int type = header.getShort(16) & 0xffff;
        int machine = header.getShort(18) & 0xffff;
        readSegments(header);
        boolean stripped = contentsAreElsewhere(header);
        Optional<String> interpreter = stripped ? Optional.empty() : interpreter();
        if (!stripped) {
            readDynamic();
        }
        List<String> needed = new ArrayList<>();
        Optional<String> soname = Optional.empty();
        List<String> rpath = List.of();
        List<String> runpath = List.of();
        boolean noDefault = false;
        for (Dynamic each : dynamic) {
            if (each.tag == DT_NEEDED) {
                needed.add(string(each.value));
            } else if (each.tag == DT_SONAME) {
                soname = Optional.of(string(each.value));
            } else if (each.tag == DT_RPATH) {
                rpath = List.of(string(each.value).split(":"));
            } else if (each.tag == DT_RUNPATH) {
                runpath = List.of(string(each.value).split(":"));
            } else if (each.tag == DT_FLAGS_1) {
                noDefault = (each.value & DF_1_NODEFLIB) != 0;
            }
        }
        if (!stripped) {
            readNotes();
        }
        return new ElfFile(wide ? 64 : 32, order, type, machine, interpreter, needed, soname, rpath, runpath, noDefault,
                dlopen, buildId);
    }

    private void readSegments(ByteBuffer header) throws IOException {
        long offset = wide ? header.getLong(32) : header.getInt(28) & 0xffffffffL;
        int size = header.getShort(wide ? 54 : 42) & 0xffff;
        int count = header.getShort(wide ? 56 : 44) & 0xffff;
        if (count == 0) {
            return;
        }
        int least = wide ? 56 : 32;
        if (size < least) {
            throw new MalformedElf("program headers have " + size + " bytes each, fewer than " + least);
        }
        ByteBuffer table = bytes.part(offset, (long) size * count, MAX_HEADERS, "the table of program headers");
        for (int at = 0; at < size * count; at += size) {
            segments.add(wide
                    ? new Segment(table.getInt(at), table.getLong(at + 8), table.getLong(at + 16), table.getLong(at + 32))
                    : new Segment(table.getInt(at), unsigned(table, at + 4), unsigned(table, at + 8), unsigned(table, at + 16)));
        }
    }

    /**
     * A separate debug file keeps the program headers of what it describes though the bytes are not there: the section that
     * begins where PT_DYNAMIC does has no bits.
     */
    private boolean contentsAreElsewhere(ByteBuffer header) throws IOException {
        long offset = wide ? header.getLong(40) : unsigned(header, 32);
        int size = header.getShort(wide ? 58 : 46) & 0xffff;
        int count = header.getShort(wide ? 60 : 48) & 0xffff;
        Optional<Segment> dynamicSegment = segment(PT_DYNAMIC);
        if (dynamicSegment.isEmpty() || count == 0 || size < (wide ? 64 : 40) || offset <= 0
                || offset > bytes.size() - (long) size * count) {
            return false;
        }
        ByteBuffer table = bytes.part(offset, (long) size * count, MAX_SECTIONS, "the table of section headers");
        for (int at = 0; at < size * count; at += size) {
            long address = wide ? table.getLong(at + 16) : unsigned(table, at + 12);
            if (table.getInt(at + 4) == SHT_NOBITS && address == dynamicSegment.get().address) {
                return true;
            }
        }
        return false;
    }

    private Optional<String> interpreter() throws IOException {
        Optional<Segment> segment = segment(PT_INTERP);
        if (segment.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer text = bytes.part(segment.get().offset, segment.get().fileSize, MAX_STRING, "PT_INTERP");
        return Optional.of(terminated(text, 0, "PT_INTERP"));
    }

    private void readDynamic() throws IOException {
        Optional<Segment> segment = segment(PT_DYNAMIC);
        if (segment.isEmpty()) {
            return;
        }
        ByteBuffer table = bytes.part(segment.get().offset, segment.get().fileSize, MAX_DYNAMIC, "PT_DYNAMIC");
        int size = wide ? 16 : 8;
        for (int at = 0; at + size <= table.capacity(); at += size) {
            long tag = wide ? table.getLong(at) : unsigned(table, at);
            if (tag == DT_NULL) {
                return;
            }
            dynamic.add(new Dynamic(tag, wide ? table.getLong(at + 8) : unsigned(table, at + 4)));
        }
    }

    private String string(long index) throws IOException {
        long size = dynamicValue(DT_STRSZ, "DT_STRSZ");
        if (index < 0 || index >= size) {
            throw new MalformedElf("a name of the dynamic section lies outside of its string table");
        }
        long offset = fileOffset(dynamicValue(DT_STRTAB, "DT_STRTAB")) + index;
        return terminated(bytes.upTo(offset, (int) Math.min(MAX_STRING, size - index), "the dynamic string table"), 0,
                "a name of the dynamic section");
    }

    private long dynamicValue(long tag, String name) throws MalformedElf {
        for (Dynamic each : dynamic) {
            if (each.tag == tag) {
                return each.value;
            }
        }
        throw new MalformedElf("the dynamic section has names but no " + name);
    }

    private long fileOffset(long address) throws MalformedElf {
        for (Segment each : segments) {
            if (each.type == PT_LOAD && address >= each.address && address - each.address < each.fileSize) {
                return each.offset + (address - each.address);
            }
        }
        throw new MalformedElf("DT_STRTAB points to no loaded part of the file");
    }

    private void readNotes() throws IOException {
        for (Segment each : segments) {
            if (each.type == PT_NOTE && each.fileSize <= MAX_NOTES) {
                ByteBuffer notes = bytes.part(each.offset, each.fileSize, MAX_NOTES, "PT_NOTE");
                int at = 0;
                while (at + 12 <= notes.capacity()) {
                    long nameSize = unsigned(notes, at);
                    long valueSize = unsigned(notes, at + 4);
                    long value = at + 12 + aligned(nameSize);
                    long next = value + aligned(valueSize);
                    if (value + valueSize > notes.capacity()) {
                        break;
                    }
                    if (nameSize == 4) {
                        byte[] content = new byte[(int) valueSize];
                        notes.get((int) value, content);
                        note(owner(notes, at + 12), notes.getInt(at + 8), content);
                    }
                    at = (int) Math.min(next, notes.capacity());
                }
            }
        }
    }

    private void note(String owner, int type, byte[] content) {
        if (type == DlopenNote.TYPE && owner.equals("FDO")) {
            dlopen.addAll(DlopenNote.parse(content));
        } else if (type == NT_GNU_BUILD_ID && owner.equals("GNU") && content.length > 1 && content.length <= MAX_BUILD_ID) {
            buildId = Optional.of(HexFormat.of().formatHex(content));
        }
    }

    /** An owner of three characters and a zero byte. */
    private static String owner(ByteBuffer notes, int at) {
        byte[] name = new byte[3];
        notes.get(at, name);
        return ByteText.decode(name);
    }

    private static long aligned(long size) {
        return size + 3 & ~3L;
    }

    private Optional<Segment> segment(int type) {
        return segments.stream().filter(each -> each.type == type).findFirst();
    }

    private static long unsigned(ByteBuffer buffer, int at) {
        return buffer.getInt(at) & 0xffffffffL;
    }

    private static String terminated(ByteBuffer text, int from, String what) throws MalformedElf {
        for (int at = from; at < text.capacity(); at++) {
            if (text.get(at) == 0) {
                return ByteText.decode(text.array(), from, at - from);
            }
        }
        throw new MalformedElf(what + " has no end");
    }
}
