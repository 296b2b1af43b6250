package io.microcontainer.app;

import io.microcontainer.api.session.Session;
import io.microcontainer.app.cli.crashcart.CrashcartCli;
import java.io.IOException;
import java.util.List;

/** {@code crashcart build}, in a JVM of its own as smith is. */
public final class CartMain {

    private CartMain() {
    }

    public static void main(String[] words) throws IOException {
        Session session = new StandardSession(List.of(words));
        int status = CrashcartCli.commandLine().run(session, List.of(words));
        session.out().flush();
        session.err().flush();
        System.exit(status);
    }
}
