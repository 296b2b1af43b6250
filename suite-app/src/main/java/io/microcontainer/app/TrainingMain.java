package io.microcontainer.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Commands of smith one after the other in one JVM, so that the one ahead-of-time cache that a JVM can write knows what all of them
 * use. Called by the packaging only: {@code TrainingMain FILE}, which has a command on each line, its words parted by tabs.
 */
public final class TrainingMain {

    private TrainingMain() {
    }

    public static void main(String[] words) throws IOException {
        int failed = 0;
        for (String line : Files.readAllLines(Path.of(words[0]))) {
            List<String> command = Arrays.stream(line.split("\t")).filter(word -> !word.isEmpty()).toList();
            int status = SmithMain.run(command);
            if (status != 0) {
                failed++;
                System.err.println("smith " + String.join(" ", command) + " ended with status " + status);
            }
        }
        System.exit(Math.min(failed, 1));
    }
}
