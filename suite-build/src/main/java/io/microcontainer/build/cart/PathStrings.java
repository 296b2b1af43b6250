package io.microcontainer.build.cart;

import io.microcontainer.build.elf.Patch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Paths that are built into loaders, C libraries and programs, and what takes their places: paths of the cart, or where a
 * path of the cart is too long, of a session's /dev, which has links there. What a session runs with more rights than the
 * target has must not be what the target left at such a path.
 */
final class PathStrings {

    private static final Map<String, String> PLACES = Map.ofEntries(
            // glibc's loader: its index of libraries, and what it loads before all else.
            Map.entry("/etc/ld.so.cache", CartPlaces.LIBRARY_INDEX),
            Map.entry("/etc/ld.so.preload", CartPlaces.ROOT + "/p"),
            // musl's loader: the directories of libraries.
            Map.entry("/etc/ld-musl-x86_64.path", CartPlaces.MUSL_DIRECTORIES),
            Map.entry("/etc/ld-musl-aarch64.path", CartPlaces.MUSL_DIRECTORIES),
            // C libraries: users, and the shell of system(3).
            Map.entry("/etc/passwd", "/dev/passwd"),
            Map.entry("/etc/group", "/dev/group"),
            Map.entry("/bin/sh", "/dev/sh"),
            // What programs run at their start.
            Map.entry("/etc/bash.bashrc", CartPlaces.ROOT + "/b"),
            Map.entry("/etc/gdb/gdbinit", CartPlaces.ROOT + "/g"),
            Map.entry("/etc/gdb/gdbinit.d", CartPlaces.ROOT + "/gd"));

    /** tcpdump becomes a user whom few containers know, and ends where there is none. */
    private static final Map<String, Map<String, String>> OF_PROGRAMS = Map.of("tcpdump", Map.of("tcpdump", "root"));

    private static final int LONGEST = 32;

    private PathStrings() {
    }

    /**
     * Where a file has one of the paths as a whole string of C.
     *
     * @param name of the file
     */
    static List<Patch> find(String name, byte[] file) {
        Map<String, String> own = OF_PROGRAMS.getOrDefault(name, Map.of());
        List<Patch> patches = new ArrayList<>();
        for (int begin = 1; begin < file.length; begin++) {
            if (file[begin - 1] == 0 && (file[begin] == '/' || !own.isEmpty() && file[begin] > ' ')) {
                int end = begin;
                while (end < file.length && end - begin <= LONGEST && file[end] != 0) {
                    end++;
                }
                if (end < file.length && file[end] == 0) {
                    String text = new String(file, begin, end - begin, StandardCharsets.ISO_8859_1);
                    String place = PLACES.getOrDefault(text, own.get(text));
                    if (place != null) {
                        patches.add(new Patch(begin, Arrays.copyOf(place.getBytes(StandardCharsets.US_ASCII), end - begin)));
                    }
                }
            }
        }
        return patches;
    }
}
