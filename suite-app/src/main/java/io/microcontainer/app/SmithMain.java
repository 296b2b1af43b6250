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
        Session session = new StandardSession(List.of(words));
        int status = SmithCli.commandLine().run(session, List.of(words));
        session.out().flush();
        session.err().flush();
        System.exit(status);
    }
}
