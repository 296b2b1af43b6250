package io.microcontainer.build.elf;

import io.microcontainer.build.tree.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes a 64-bit little-endian program or library independent of the directories that it was built for. Nothing of the file
 * moves, so nothing can break that depends on its layout: a shorter name takes the place of the loader's ({@code PT_INTERP}),
 * and entries of {@code PT_DYNAMIC} change in place.
 */
public final class ElfRelocation {

    private static final int PT_DYNAMIC = 2;
    private static final int PT_INTERP = 3;
    private static final int HEADER = 64;
    private static final int MAX_HEADERS = 1 << 20;
    private static final int MAX_DYNAMIC = 1 << 20;
    private static final int MAX_STRING = 4096;
    private static final int DYNAMIC = 16;

    private static final long DT_NULL = 0;
    private static final long DT_RPATH = 15;
    private static final long DT_RUNPATH = 29;
    private static final long DT_RELACOUNT = 0x6ffffff9L;
    private static final long DT_FLAGS_1 = 0x6ffffffbL;
    private static final long DF_1_NODEFLIB = 0x800;

    /** A number of the range for operating systems that no loader knows, and so passes over (System V gABI). */
    private static final long DT_UNUSED = 0x6000000eL;

    private final ElfBytes bytes;
    private final ByteBuffer segments;
    private final int segmentSize;
    private final List<Patch> patches = new ArrayList<>();

    private ElfRelocation(ElfBytes bytes, ByteBuffer segments, int segmentSize) {
        this.bytes = bytes;
        this.segments = segments;
        this.segmentSize = segmentSize;
    }

    /**
     * What to change.
     *
     * @param elf         what {@link ElfReader} reads in the file
     * @param interpreter the loader's new path, for a program that has one
     * @throws MalformedElf if the file is not of the kind, or has no room
     */
    public static List<Patch> patches(Content content, ElfFile elf, Optional<String> interpreter) throws IOException {
        if (elf.bits() != 64 || elf.order() != ByteOrder.LITTLE_ENDIAN) {
            throw new MalformedElf("it is for a machine of " + elf.bits() + " bits or of the other byte order, which is not supported");
        }
        ElfBytes bytes = new ElfBytes(content, elf.order());
        ByteBuffer header = bytes.part(0, HEADER, HEADER, "the ELF header");
        int size = header.getShort(54) & 0xffff;
        int count = header.getShort(56) & 0xffff;
        if (count == 0) {
            return List.of();
        }
        ElfRelocation relocation = new ElfRelocation(bytes,
                bytes.part(header.getLong(32), (long) size * count, MAX_HEADERS, "the table of program headers"), size);
        if (elf.interpreter().isPresent() && interpreter.isPresent()) {
            relocation.interpreter(interpreter.get());
        }
        boolean elsewhere = !elf.rpath().stream().allMatch(ElfRelocation::besideItself)
                || !elf.runpath().stream().allMatch(ElfRelocation::besideItself);
        relocation.dynamic(elsewhere);
        return relocation.patches;
    }

    private static boolean besideItself(String directory) {
        return directory.startsWith("$ORIGIN") || directory.startsWith("${ORIGIN}");
    }

    private OptionalInt segment(int type) {
        for (int at = 0; at + 56 <= segments.capacity(); at += segmentSize) {
            if (segments.getInt(at) == type) {
                return OptionalInt.of(at);
            }
        }
        return OptionalInt.empty();
    }

    private void interpreter(String path) throws IOException {
        OptionalInt segment = segment(PT_INTERP);
        if (segment.isPresent()) {
            int at = segment.getAsInt();
            long room = segments.getLong(at + 32);
            if (room > MAX_STRING || path.length() + 1 > room) {
                throw new MalformedElf("the loader's name in it has no room for " + path);
            }
            patches.add(new Patch(segments.getLong(at + 8),
                    Arrays.copyOf(path.getBytes(StandardCharsets.US_ASCII), (int) room)));
        }
    }

    /**
     * Lets the loader search its index only, no directories that are built into it ({@code DF_1_NODEFLIB}); and takes search paths
     * away that lead elsewhere: what lies there is in the index.
     */
    private void dynamic(boolean elsewhere) throws IOException {
        OptionalInt segment = segment(PT_DYNAMIC);
        if (segment.isEmpty()) {
            return;
        }
        long offset = segments.getLong(segment.getAsInt() + 8);
        ByteBuffer table = bytes.part(offset, segments.getLong(segment.getAsInt() + 32), MAX_DYNAMIC, "PT_DYNAMIC");
        int flags = -1;
        int count = -1;
        int end = 0;
        for (; end + DYNAMIC <= table.capacity() && table.getLong(end) != DT_NULL; end += DYNAMIC) {
            long tag = table.getLong(end);
            if (tag == DT_FLAGS_1) {
                flags = end;
            } else if (tag == DT_RELACOUNT) {
                count = end;
            } else if ((tag == DT_RPATH || tag == DT_RUNPATH) && elsewhere) {
                number(offset + end, DT_UNUSED);
            }
        }
        if (flags >= 0) {
            number(offset + flags + 8, table.getLong(flags + 8) | DF_1_NODEFLIB);
            return;
        }
        // Linkers leave some empty entries at the end; else DT_RELACOUNT goes, which only saves the loader time.
        int place = end + 2 * DYNAMIC <= table.capacity() && table.getLong(end + DYNAMIC) == DT_NULL ? end : count;
        if (place < 0) {
            throw new MalformedElf("its dynamic section has no room for DT_FLAGS_1");
        }
        number(offset + place, DT_FLAGS_1);
        number(offset + place + 8, DF_1_NODEFLIB);
    }

    private void number(long offset, long value) {
        patches.add(new Patch(offset, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array()));
    }
}
