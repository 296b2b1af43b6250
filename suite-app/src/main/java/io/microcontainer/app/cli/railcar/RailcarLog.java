package io.microcontainer.app.cli.railcar;

import com.fasterxml.jackson.databind.node.TextNode;
import io.microcontainer.api.session.Session;
import io.microcontainer.run.container.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The log of one command, in the forms of runc's: a file, which engines read, or standard error.
 *
 * @param session who calls
 * @param file    {@code --log}, empty for none
 * @param format  {@code --log-format}
 * @param debugs  {@code --debug}
 * @param begin   when the command began, of {@link System#nanoTime}
 */
record RailcarLog(Session session, String file, Format format, boolean debugs, long begin) implements Log {

    enum Format {
        text, json
    }

    /** An error that standard error is told as well. */
    void error(String message) {
        if (!file.isEmpty()) {
            append(line("error", message));
        }
    }

    @Override
    public void warning(String message) {
        if (file.isEmpty() || !append(line("warning", message))) {
            session.err().println("railcar: " + message);
        }
    }

    @Override
    public void debug(Supplier<String> sentence) {
        if (!debugs) {
            return;
        }
        String line = line("debug", sentence.get() + String.format(Locale.ROOT, " (%.3f ms)", (System.nanoTime() - begin) / 1e6));
        if (file.isEmpty()) {
            session.err().print(line);
        } else {
            append(line);
        }
    }

    private String line(String level, String message) {
        String time = DateTimeFormatter.ISO_INSTANT.format(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        String quoted = TextNode.valueOf(message).toString();
        return switch (format) {
            case json -> "{\"level\":\"" + level + "\",\"msg\":" + quoted + ",\"time\":\"" + time + "\"}\n";
            case text -> "time=\"" + time + "\" level=" + level + " msg=" + quoted + "\n";
        };
    }

    /** Adds a line to the file; false where that cannot be done, which never makes a command fail. */
    private boolean append(String line) {
        try {
            Files.writeString(session.resolve(file), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return true;
        } catch (NoSuchFileException e) {
            session.err().println("railcar: cannot write to the log " + file + ": its directory does not exist");
            return false;
        } catch (IOException e) {
            session.err().println("railcar: cannot write to the log " + file + ": " + e.getMessage());
            return false;
        }
    }
}
