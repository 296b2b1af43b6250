package io.microcontainer.build.select;

import io.microcontainer.build.elf.ElfFile;
import io.microcontainer.build.tree.ByteText;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where libraries lie, by the names that programs ask for, as glibc's loader reads it from {@code /etc/ld.so.cache}: the format is
 * {@code glibc-ld.so.cache1.1} of glibc's {@code dl-cache.h}.
 */
public final class LibraryIndex {

    private static final byte[] MAGIC = "glibc-ld.so.cache1.1".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 48;
    private static final int ENTRY = 24;
    private static final int FLAG_ELF_LIBC6 = 3;

    private final TreeMap<Library, String> libraries = new TreeMap<>();

    /** A name, and the machine whose programs mean a library of that machine by it. */
    record Library(String name, Machine machine) implements Comparable<Library> {

        /** The order that the loader's binary search expects: falling. */
        @Override
        public int compareTo(Library other) {
            int byName = -compareNames(name, other.name);
            int byText = byName != 0 ? byName : other.name.compareTo(name);
            return byText != 0 ? byText : Integer.compare(flags(other.machine), flags(machine));
        }
    }

    /** An index of nothing. */
    public LibraryIndex() {
    }

    /** Whether the format has libraries of a file's machine. */
    public static boolean covers(ElfFile elf) {
        return flags(Machine.of(elf)) != 0;
    }

    /** Adds a library, unless its name is known for its machine. */
    public void add(String name, ElfFile elf, String path) {
        libraries.putIfAbsent(new Library(name, Machine.of(elf)), path);
    }

    /** Whether a program of that machine finds a library of that name. */
    public boolean has(String name, ElfFile program) {
        return libraries.containsKey(new Library(name, Machine.of(program)));
    }

    SortedMap<Library, String> libraries() {
        return Collections.unmodifiableSortedMap(libraries);
    }

    /** The file's bytes, in the byte order of its libraries. */
    public byte[] encode() {
        ByteOrder order = libraries.isEmpty() || libraries.firstKey().machine.little() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        var strings = new ByteArrayOutputStream();
        int stringsAt = HEADER + ENTRY * libraries.size();
        List<int[]> offsets = new ArrayList<>();
        for (Map.Entry<Library, String> each : libraries.entrySet()) {
            int key = stringsAt + strings.size();
            strings.writeBytes(ByteText.encode(each.getKey().name));
            strings.write(0);
            int value = stringsAt + strings.size();
            strings.writeBytes(ByteText.encode(each.getValue()));
            strings.write(0);
            offsets.add(new int[] {flags(each.getKey().machine), key, value});
        }
        ByteBuffer out = ByteBuffer.allocate(stringsAt + strings.size()).order(order);
        out.put(MAGIC).putInt(libraries.size()).putInt(strings.size());
        out.put((byte) (order.equals(ByteOrder.LITTLE_ENDIAN) ? 2 : 3));
        out.position(HEADER);
        for (int[] each : offsets) {
            out.putInt(each[0]).putInt(each[1]).putInt(each[2]).putInt(0).putLong(0);
        }
        return out.put(strings.toByteArray()).array();
    }

    /** The flags of {@code dl-cache.h} by which a loader knows its own libraries; 0 for a machine not known here. */
    private static int flags(Machine machine) {
        return machine.goArchitecture().map(name -> switch (name) {
            case "386" -> FLAG_ELF_LIBC6;
            case "amd64" -> FLAG_ELF_LIBC6 | 0x0300;
            case "s390x" -> FLAG_ELF_LIBC6 | 0x0400;
            case "ppc64", "ppc64le" -> FLAG_ELF_LIBC6 | 0x0500;
            case "arm" -> FLAG_ELF_LIBC6 | 0x0900;
            case "arm64" -> FLAG_ELF_LIBC6 | 0x0a00;
            case "riscv64" -> FLAG_ELF_LIBC6 | 0x1000;
            default -> 0;
        }).orElse(0);
    }

    /** {@code _dl_cache_libcmp} of glibc: runs of digits compare as numbers and are greater than other characters. */
    static int compareNames(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length()) {
            if (j == b.length()) {
                return 1;
            }
            boolean digitA = isDigit(a.charAt(i));
            boolean digitB = isDigit(b.charAt(j));
            if (digitA != digitB) {
                return digitA ? 1 : -1;
            }
            if (!digitA) {
                if (a.charAt(i) != b.charAt(j)) {
                    return Character.compare(a.charAt(i), b.charAt(j));
                }
                i++;
                j++;
                continue;
            }
            int endA = digits(a, i);
            int endB = digits(b, j);
            int byNumber = new BigInteger(a.substring(i, endA))
                    .compareTo(new BigInteger(b.substring(j, endB)));
            if (byNumber != 0) {
                return byNumber;
            }
            i = endA;
            j = endB;
        }
        return j == b.length() ? 0 : -1;
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
