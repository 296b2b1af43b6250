package io.microcontainer.app.cli.crashcart;

import io.microcontainer.api.session.Session;
import java.util.List;

/** The commands of crashcart. */
public final class CrashcartCli {

    private CrashcartCli() {
    }

    /** Runs a crashcart command; returns its exit status. */
    public static int run(Session session, List<String> words) {
        session.err().println("crashcart");
        return 1;
    }
}
