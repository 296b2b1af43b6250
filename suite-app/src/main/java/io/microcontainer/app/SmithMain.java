package io.microcontainer.app;

import io.microcontainer.api.session.Session;
import io.microcontainer.app.cli.smith.SmithCli;
import java.io.IOException;
import java.util.List;

/** smith, in a JVM of its own: the launcher becomes it, with standard streams, directory and environment of the caller. */
public final class SmithMain {

    private SmithMain() {
    }

    public static void main(String[] words) throws IOException {
        int status = run(List.of(words));
        // Nothing has to be done at the end, and System.exit would first read the configuration of a log that it does not write.
        Runtime.getRuntime().halt(status);
    }

    /** Runs one command, and returns when all of its output is written. */
    static int run(List<String> words) throws IOException {
        Session session = new StandardSession(words);
        int status = SmithCli.commandLine().run(session, words);
        session.out().flush();
        session.err().flush();
        return status;
    }
}
