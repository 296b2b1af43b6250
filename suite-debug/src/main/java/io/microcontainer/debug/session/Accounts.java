package io.microcontainer.debug.session;

import io.microcontainer.debug.DebugException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The target's user database: passwd(5) and group(5). The target wrote it, so all it decides is what the user names by it.
 *
 * @param passwd text of /etc/passwd, empty without one
 * @param group  text of /etc/group, empty without one
 */
record Accounts(String passwd, String group) {

    /**
     * A user.
     *
     * @param uid  user id
     * @param gid  group id
     * @param home home directory, if the database knows one
     */
    record Account(long uid, long gid, Optional<String> home) {
    }

    /**
     * What {@code U} or {@code U:G} means. A number that the database does not know is taken as it is, with group 0, as runc
     * and Docker do.
     *
     * @throws DebugException if a name is unknown
     */
    Account find(String user) {
        int colon = user.indexOf(':');
        String name = colon < 0 ? user : user.substring(0, colon);
        Optional<String[]> entry = entry(passwd, name, 7);
        long uid = entry.map(e -> number(e[2])).orElseGet(() -> number(name));
        if (uid < 0) {
            throw new DebugException("--user " + user + ": the target's /etc/passwd knows no user '" + name + "'; give a number");
        }
        long gid = entry.map(e -> number(e[3])).filter(g -> g >= 0).orElse(0L);
        if (colon >= 0) {
            String wanted = user.substring(colon + 1);
            gid = entry(group, wanted, 3).map(e -> number(e[2])).orElseGet(() -> number(wanted));
            if (gid < 0) {
                throw new DebugException("--user " + user + ": the target's /etc/group knows no group '" + wanted + "'; give a number");
            }
        }
        return new Account(uid, gid, entry.map(e -> e[5]).filter(h -> h.startsWith("/")));
    }

    /** The line whose first or third field is the word: the name comes first. */
    private static Optional<String[]> entry(String text, String word, int fields) {
        for (int field : new int[] { 0, 2 }) {
            Optional<String[]> found = text.lines().map(l -> l.split(":", -1))
                    .filter(e -> e.length >= fields && e[field].equals(word)).findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** A user or group id, or -1. The highest 32 bit number means "no change" to the kernel and is none. */
    private static long number(String text) {
        return text.length() <= 10 && !text.isEmpty() && Arrays.stream(text.split("")).allMatch(c -> c.matches("[0-9]"))
                && Long.parseLong(text) < 0xffff_ffffL ? Long.parseLong(text) : -1;
    }
}
