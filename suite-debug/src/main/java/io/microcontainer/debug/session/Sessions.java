package io.microcontainer.debug.session;

import io.microcontainer.api.session.Dialogue;
import io.microcontainer.api.session.Session;
import io.microcontainer.debug.DebugException;
import io.microcontainer.debug.entry.AttachPlan;
import io.microcontainer.debug.target.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The sessions of a user: {@code crashcart ps} and {@code crashcart attach}. */
public final class Sessions {

    private final Session session;
    private final SessionRecords records;

    /** @param session the caller */
    public Sessions(Session session) {
        this.session = session;
        this.records = new SessionRecords(session.invocation());
    }

    /** Prints a line of titles, and one for each session. */
    public void list() {
        session.out().print(table(records.list()));
    }

    private static String table(List<SessionRecord> sessions) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("SESSION", "TARGET", "TERMINAL", "STARTED", "COMMAND"));
        sessions.forEach(s -> rows.add(List.of(Integer.toString(s.pid()), s.target(), s.terminal() ? "yes" : "no", s.started(), s.command())));
        return TextTable.of(rows);
    }

    /**
     * Gives a session this terminal; the one that it had is left.
     *
     * @param word a session's number, or the beginning of its target's name or id; empty for the only session
     * @return the program's exit status
     */
    public int attach(String word) {
        if (!session.invocation().terminals().containsAll(Set.of(0, 1))) {
            throw new DebugException("a session is attached to from a terminal");
        }
        List<SessionRecord> all = records.list().stream().filter(SessionRecord::terminal).toList();
        List<SessionRecord> found = all.stream().filter(s -> Integer.toString(s.pid()).equals(word)).toList();
        if (found.isEmpty()) {
            found = all.stream().filter(s -> s.target().startsWith(word) || s.id().startsWith(word)).toList();
        }
        if (found.isEmpty()) {
            throw new DebugException(word.isEmpty() ? "no session with a terminal runs"
                    : "there is no session " + word + " with a terminal: crashcart ps shows what runs");
        }
        if (found.size() > 1) {
            throw new DebugException("there are " + found.size() + " sessions, and nothing was done; give the number of one:\n"
                    + table(found).stripTrailing());
        }
        long status = session.execute(AttachPlan.compile(records.door(found.getFirst())), Dialogue.SILENT).value();
        if (status == AttachPlan.LOST) {
            throw new DebugException("the session has another terminal now, or was killed");
        }
        if (status == AttachPlan.HUNG_UP) {
            throw new DebugException("this terminal is gone; the session lives on");
        }
        return (int) status;
    }
}
