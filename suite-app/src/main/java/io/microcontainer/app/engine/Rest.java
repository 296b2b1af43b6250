package io.microcontainer.app.engine;

import io.microcontainer.api.linux.LibC;
import io.microcontainer.api.linux.MallocTrim;
import io.microcontainer.api.linux.Syscall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What commands have left in memory is given back when nobody waits for it. */
final class Rest {

    private static final int MADV_DONTNEED = 4;

    /** A line of smaps that begins a mapping. */
    private static final Pattern HEAD = Pattern.compile("[0-9a-f]+-[0-9a-f]+ ");

    private Rest() {
    }

    static void giveBack() {
        System.gc();
        MallocTrim.all();
        try {
            String mapping = "";
            for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
                if (HEAD.matcher(line).lookingAt()) {
                    mapping = line;
                } else if (line.matches("Anonymous: +0 kB") && isConstant(mapping)) {
                    drop(mapping);
                }
            }
        } catch (IOException e) {
            // They stay.
            return;
        }
    }

    /**
     * Constants of the JVM and the read-only part of the ahead-of-time cache were read at the start and are hardly read again.
     * Where such a mapping has no anonymous page (the cache has where it could not be mapped at its own address, and the JVM where
     * the loader relocated it), its pages are those of the file: they stay in the kernel's cache, and what is needed is mapped anew
     * without reading.
     */
    private static boolean isConstant(String mapping) {
        return mapping.contains(" r--p ") && (mapping.endsWith(".aot") || mapping.endsWith("/libjvm.so"));
    }

    private static void drop(String mapping) {
        String[] ends = mapping.substring(0, mapping.indexOf(' ')).split("-");
        long from = Long.parseLong(ends[0], 16);
        LibC.call(Syscall.MADVISE, from, Long.parseLong(ends[1], 16) - from, MADV_DONTNEED);
    }
}
