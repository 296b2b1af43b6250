package io.microcontainer.build.select;

import io.microcontainer.build.select.LibrarySearch.Found;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code /etc/ld.so.cache}: glibc's loader does not read ld.so.conf, so libraries in directories that are not built into
 * it are found by this index only, which RPM packages leave to ldconfig(8). Made only where it is needed. The format is
 * {@code glibc-ld.so.cache1.1} of glibc's {@code dl-cache.h}.
 */
final class LdSoCache {

    static final TreePath PATH = TreePath.of("/etc/ld.so.cache");

    private static final byte[] MAGIC = "glibc-ld.so.cache1.1".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 48;
    private static final int ENTRY = 24;
    private static final int FLAG_ELF_LIBC6 = 3;
    private static final String LIBC = "libc.so.6";

    private final FileTree tree;
    private final TreeMap<Library, String> libraries = new TreeMap<>();

    private record Library(String name, Machine machine) implements Comparable<Library> {

        /** The order that the loader's binary search expects: falling. */
        @Override
        public int compareTo(Library other) {
            int byName = -compareNames(name, other.name);
            int byText = byName != 0 ? byName : other.name.compareTo(name);
            return byText != 0 ? byText : Integer.compare(flags(other.machine), flags(machine));
        }
    }

    LdSoCache(FileTree tree) {
        this.tree = tree;
    }

    /** Notes a library that a program found under a name. */
    void found(String name, Found.Library library) {
        Machine machine = Machine.of(library.elf());
        if (library.byDefault() && flags(machine) != 0 && name.indexOf('/') < 0) {
            libraries.putIfAbsent(new Library(name, machine), library.path());
        }
    }

    /** The file, if a library lies where the loader would not look without it. */
    Optional<Entry.RegularFile> file() {
        Set<TreePath> own = new HashSet<>();
        Set<Machine> machines = new HashSet<>();
        libraries.forEach((library, path) -> {
            if (library.name.equals(LIBC)) {
                // glibc is built with the two directories of its own libc: with and without /usr.
                String directory = directory(path).replaceFirst("^/usr/", "/");
                own.add(real(directory));
                own.add(real("/usr" + directory));
                machines.add(library.machine);
            }
        });
        boolean needed = libraries.entrySet().stream().anyMatch(each ->
                machines.contains(each.getKey().machine) && !own.contains(real(directory(each.getValue()))));
        return needed ? Optional.of(new Entry.RegularFile(0644, Content.of(encode()),
                new Origin.Generated("library index"))) : Optional.empty();
    }

    private byte[] encode() {
        ByteOrder order = libraries.firstKey().machine.little() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        var strings = new ByteArrayOutputStream();
        int stringsAt = HEADER + ENTRY * libraries.size();
        List<int[]> offsets = new ArrayList<>();
        libraries.forEach((library, path) -> {
            int key = stringsAt + strings.size();
            strings.writeBytes(ByteText.encode(library.name));
            strings.write(0);
            int value = stringsAt + strings.size();
            strings.writeBytes(ByteText.encode(path));
            strings.write(0);
            offsets.add(new int[] {flags(library.machine), key, value});
        });
        ByteBuffer out = ByteBuffer.allocate(stringsAt + strings.size()).order(order);
        out.put(MAGIC).putInt(libraries.size()).putInt(strings.size());
        out.put((byte) (order.equals(ByteOrder.LITTLE_ENDIAN) ? 2 : 3));
        out.position(HEADER);
        for (int[] each : offsets) {
            out.putInt(each[0]).putInt(each[1]).putInt(each[2]).putInt(0).putLong(0);
        }
        return out.put(strings.toByteArray()).array();
    }

    private TreePath real(String directory) {
        return tree.resolve(TreePath.ROOT, directory).path();
    }

    private static String directory(String path) {
        return path.substring(0, path.lastIndexOf('/'));
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
