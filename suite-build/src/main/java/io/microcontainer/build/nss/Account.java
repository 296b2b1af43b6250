package io.microcontainer.build.nss;

import java.util.List;
import java.util.Optional;

/**
 * The user that a container's program runs as.
 *
 * @param named true if the user or group was given by name, so that the image must be able to look it up
 */
public record Account(String user, long uid, String group, long gid, boolean named) {

    /** Uid and gid of a user that has no other. */
    public static final long DEFAULT_ID = 10;
    /** Name of a user and group that have no other. */
    public static final String DEFAULT_NAME = "smith";

    private static final long MAX_ID = 0xffff_fffeL;

    /** A name with its number, as every image knows it. */
    record Known(String name, long id) {
    }

    static final List<Known> USERS = List.of(new Known("root", 0), new Known("daemon", 1), new Known("bin", 2), new Known("sys", 3));
    static final List<Known> GROUPS = List.of(new Known("root", 0), new Known("daemon", 1), new Known("bin", 2), new Known("sys", 3),
            new Known("adm", 4), new Known("tty", 5));

    /**
     * The account that {@code user[:group]} means. A name that is not one of the well-known gets the number 10, a number that
     * is not gets the name smith, and so does what is not given.
     *
     * @throws IllegalArgumentException if a number is too large for Linux
     */
    public static Account parse(String text) {
        int colon = text.indexOf(':');
        Known user = resolve(colon < 0 ? text : text.substring(0, colon), USERS);
        Known group = resolve(colon < 0 ? "" : text.substring(colon + 1), GROUPS);
        boolean named = isName(colon < 0 ? text : text.substring(0, colon)) || colon >= 0 && isName(text.substring(colon + 1));
        return new Account(user.name, user.id, group.name, group.id, named);
    }

    private static Known resolve(String text, List<Known> known) {
        if (isName(text)) {
            return known.stream().filter(each -> each.name.equals(text)).findFirst().orElse(new Known(text, DEFAULT_ID));
        }
        long id = text.isEmpty() ? DEFAULT_ID : number(text);
        return byId(known, id).orElse(new Known(DEFAULT_NAME, id));
    }

    static Optional<Known> byId(List<Known> known, long id) {
        return known.stream().filter(each -> each.id == id).findFirst();
    }

    static boolean isName(String text) {
        return !text.isEmpty() && !text.matches("[0-9]+");
    }

    static long number(String text) {
        long id = text.length() > 10 ? Long.MAX_VALUE : Long.parseLong(text);
        if (id > MAX_ID) {
            throw new IllegalArgumentException("the number " + text + " is too large for a user or group, at most " + MAX_ID);
        }
        return id;
    }
}
