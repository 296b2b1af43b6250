package io.microcontainer.run.container;

import io.microcontainer.run.criu.CriuRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Why CRIU failed: the first error in its log is the cause, what follows are consequences. */
final class CriuLog {

    private CriuLog() {
    }

    static String why(Path log) {
        try {
            String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
            List<String> errors = CriuRequest.errors(text.lines().toList());
            return (errors.isEmpty() ? "it does not say why" : errors.getFirst()) + "; the whole log is " + log
                    + ", and `criu check` tells what this kernel lacks";
        } catch (IOException none) {
            return "it has left no log at " + log + "; `criu check` tells what this kernel lacks";
        }
    }
}
