package io.microcontainer.debug.target;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonException;
import io.microcontainer.api.json.JsonLimits;
import io.microcontainer.run.process.ProcessStat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads state files of engines. Another user's engine may have written anything: what is no regular file, too long or makes
 * no sense is as good as not there.
 */
final class StateFile {

    private static final int MOST_BYTES = 8 << 20;

    private static final int MOST_ENTRIES = 4096;

    private static final int MOST_DIGITS = 16;

    private StateFile() {
    }

    /** A JSON file; a missing node where there is none. */
    static JsonNode json(Path file) {
        try (InputStream in = open(file)) {
            return JsonDocument.read(in, file.toString(), JsonLimits.DEFAULT.withMaxBytes(MOST_BYTES)).root();
        } catch (IOException | JsonException e) {
            return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
        }
    }

    /** A file that holds a process id in decimal. */
    static Optional<Integer> pid(Path file) {
        try (InputStream in = open(file)) {
            String text = new String(in.readNBytes(MOST_DIGITS), StandardCharsets.US_ASCII).strip();
            return text.matches("[1-9][0-9]{0,8}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static InputStream open(Path file) throws IOException {
        // A fifo would keep its reader waiting.
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is no regular file");
        }
        return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** The directories in a directory, sorted by name; none where it cannot be read. */
    static List<Path> directories(Path directory) {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (all.size() == MOST_ENTRIES) {
                    break;
                }
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    all.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        all.sort(null);
        return all;
    }

    /** Whether a word can be a container's id or name, and harms no terminal. */
    static boolean isName(String word) {
        return word.length() <= 512 && word.matches("[A-Za-z0-9_][A-Za-z0-9_.+:/@-]*");
    }

    /** The names of a list that can be names. */
    static List<String> names(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.forEach(n -> {
            if (n.isTextual() && isName(n.textValue())) {
                names.add(n.textValue());
            }
        });
        return names;
    }

    /** A living process that is the child of one with such a command: a file with its number may be older than the process. */
    static Optional<ProcessStat> childOf(Set<String> commands, int pid) {
        return ProcessStat.of(pid).filter(s -> !s.ended())
                .filter(s -> ProcessStat.of(s.parent()).filter(parent -> commands.contains(parent.command())).isPresent());
    }
}
