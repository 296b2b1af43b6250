package io.microcontainer.run.stats;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Sizes of huge pages that the kernel has, in the words of its cgroup files: {@code 2MB}, {@code 1GB}. */
final class HugePageSizes {

    private static final Path DIRECTORY = Path.of("/sys/kernel/mm/hugepages");

    private HugePageSizes() {
    }

    static List<String> all() {
        List<String> sizes = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(DIRECTORY, "hugepages-*kB")) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                sizes.add(word(Long.parseLong(name.substring("hugepages-".length(), name.length() - 2))));
            }
        } catch (IOException none) {
            return List.of();
        }
        sizes.sort(null);
        return sizes;
    }

    static String word(long kilobytes) {
        if (kilobytes >= 1 << 20) {
            return (kilobytes >> 20) + "GB";
        }
        return kilobytes >= 1 << 10 ? (kilobytes >> 10) + "MB" : kilobytes + "KB";
    }
}
