package io.microcontainer.build.select;

import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Content;
import java.io.IOException;
import java.util.Optional;

/**
 * The first line of a script, as execve(2) reads it.
 *
 * @param interpreter what the kernel runs
 * @param program     the program that env(1) is to find on the path, if the interpreter is env
 */
record Shebang(String interpreter, Optional<String> program) {

    /** BINPRM_BUF_SIZE of Linux since 5.1. */
    private static final int MAX_LINE = 256;

    static Optional<Shebang> of(Content content) throws IOException {
        byte[] head;
        try (var in = content.open()) {
            head = in.readNBytes(MAX_LINE);
        }
        if (head.length < 3 || head[0] != '#' || head[1] != '!') {
            return Optional.empty();
        }
        String line = ByteText.decode(head).substring(2);
        int end = line.indexOf('\n');
        String[] words = (end < 0 ? line : line.substring(0, end)).trim().split("[ \t]+");
        if (!words[0].startsWith("/") || words[0].indexOf('\0') >= 0) {
            return Optional.empty();
        }
        return Optional.of(new Shebang(words[0], words[0].endsWith("/env") ? envProgram(words) : Optional.empty()));
    }

    private static Optional<String> envProgram(String[] words) {
        for (int i = 1; i < words.length; i++) {
            if (!words[i].startsWith("-") && words[i].indexOf('=') < 0 && words[i].indexOf('\0') < 0) {
                return Optional.of(words[i]);
            }
        }
        return Optional.empty();
    }
}
