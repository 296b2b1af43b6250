package io.microcontainer.run.stats;

import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the counters of cgroup files. Which files there are depends on the kernel: an absent one counts nothing. */
final class StatFile {

    private StatFile() {
    }

    /** Its lines; none if it is absent or its cgroup goes away. */
    static List<String> lines(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
        } catch (NoSuchFileException absent) {
            return List.of();
        } catch (IOException e) {
            if (!Files.exists(file) || "Operation not supported".equals(e.getMessage())) {
                return List.of();
            }
            throw new RunException("read " + file + ": " + e.getMessage(), e);
        }
    }

    /** The number that it holds; 0 if it is absent, {@link ContainerStats#UNLIMITED} for {@code max}. */
    static long number(Path file) {
        List<String> lines = lines(file);
        return lines.isEmpty() ? 0 : parse(lines.getFirst(), file);
    }

    /** Lines of a name and a number, by name. */
    static Map<String, Long> byName(Path file) {
        Map<String, Long> numbers = new TreeMap<>();
        for (String line : lines(file)) {
            int space = line.indexOf(' ');
            if (space > 0) {
                numbers.put(line.substring(0, space), parse(line.substring(space + 1), file));
            }
        }
        return numbers;
    }

    /** The numbers of a line. */
    static List<Long> numbers(Path file) {
        List<Long> numbers = new ArrayList<>();
        for (String line : lines(file)) {
            for (String word : line.strip().split(" +")) {
                if (!word.isEmpty()) {
                    numbers.add(parse(word, file));
                }
            }
        }
        return numbers;
    }

    static long parse(String text, Path file) {
        String number = text.strip();
        if (number.equals("max")) {
            return ContainerStats.UNLIMITED;
        }
        try {
            return number.startsWith("-") ? Long.parseLong(number) : Long.parseUnsignedLong(number);
        } catch (NumberFormatException e) {
            throw new RunException(file + ": '" + number + "' is no number", e);
        }
    }
}
