package io.microcontainer.app.cli;

import io.microcontainer.api.session.Session;
import java.util.concurrent.Callable;

/** A tool's own options, and the session that its parser is lent to. */
public abstract class ToolRoot implements Callable<Integer> {

    private Session session;

    /** A root that belongs to no session yet. */
    protected ToolRoot() {
    }

    /** The session of the command that runs. */
    public final Session session() {
        return session;
    }

    final void lendTo(Session to) {
        session = to;
    }

    /** Hears of an error besides standard error, for example to write it to a log file. */
    protected void logError(String message) {
    }
}
