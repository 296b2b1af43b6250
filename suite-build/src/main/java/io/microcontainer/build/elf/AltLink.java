package io.microcontainer.build.elf;

import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What several debug files have in common lies in a file of dwz(1), which each names in its section {@code .gnu_debugaltlink}.
 *
 * @param file    its path, absolute or relative to the debug file's directory
 * @param buildId its build-id in hex
 */
public record AltLink(String file, String buildId) {

    private static final int MAX_SECTIONS = 4 << 20;
    private static final int MAX_NAMES = 1 << 20;
    private static final int MAX_LINK = 4096;
    private static final int MAX_ID = 64;
    private static final byte[] NAME = ByteText.encode(".gnu_debugaltlink\0");

    /**
     * Reads the section of a debug file.
     *
     * @return empty if it is no ELF file or has no such section
     * @throws MalformedElf if it cannot be ELF
     */
    public static Optional<AltLink> read(Content content) throws IOException {
        if (content.size() < 64) {
            return Optional.empty();
        }
        ByteBuffer ident = new ElfBytes(content, ByteOrder.BIG_ENDIAN).part(0, 16, 16, "the identification");
        if (ident.getInt(0) != 0x7f454c46) {
            return Optional.empty();
        }
        boolean wide = ident.get(4) == 2;
        var bytes = new ElfBytes(content, ident.get(5) == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        ByteBuffer header = bytes.part(0, wide ? 64 : 52, 64, "the ELF header");
        long offset = wide ? header.getLong(40) : unsigned(header, 32);
        int size = header.getShort(wide ? 58 : 46) & 0xffff;
        int count = header.getShort(wide ? 60 : 48) & 0xffff;
        int names = header.getShort(wide ? 62 : 50) & 0xffff;
        if (count == 0 || names >= count || size < (wide ? 64 : 40)) {
            return Optional.empty();
        }
        ByteBuffer table = bytes.part(offset, (long) size * count, MAX_SECTIONS, "the table of section headers");
        ByteBuffer strings = section(bytes, table, names * size, wide, MAX_NAMES, "the table of section names");
        for (int at = 0; at < size * count; at += size) {
            if (isNamed(strings, table.getInt(at))) {
                return link(section(bytes, table, at, wide, MAX_LINK, ".gnu_debugaltlink"));
            }
        }
        return Optional.empty();
    }

    private static ByteBuffer section(ElfBytes bytes, ByteBuffer table, int at, boolean wide, int limit, String what) throws IOException {
        return bytes.part(wide ? table.getLong(at + 24) : unsigned(table, at + 16), wide ? table.getLong(at + 32) : unsigned(table, at + 20), limit, what);
    }

    private static boolean isNamed(ByteBuffer strings, int index) {
        if (index < 0 || index > strings.capacity() - NAME.length) {
            return false;
        }
        for (int i = 0; i < NAME.length; i++) {
            if (strings.get(index + i) != NAME[i]) {
                return false;
            }
        }
        return true;
    }

    /** A name that ends with a zero byte, and the rest is the build-id. */
    private static Optional<AltLink> link(ByteBuffer section) {
        byte[] all = section.array();
        for (int end = 0; end < all.length; end++) {
            if (all[end] == 0) {
                int rest = all.length - end - 1;
                return end == 0 || rest == 0 || rest > MAX_ID ? Optional.empty()
                        : Optional.of(new AltLink(ByteText.decode(all, 0, end), HexFormat.of().formatHex(all, end + 1, all.length)));
            }
        }
        return Optional.empty();
    }

    private static long unsigned(ByteBuffer buffer, int at) {
        return buffer.getInt(at) & 0xffffffffL;
    }
}
