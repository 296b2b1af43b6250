package io.microcontainer.run.container;

import java.nio.charset.StandardCharsets;

/** The home that a container's /etc/passwd gives a user (passwd(5)); the file is the image's, so anything may be in it. */
final class HomeDirectory {

    private static final String NONE = "/";
    private static final int LONGEST = 4000;

    private HomeDirectory() {
    }

    /** The home, {@code /} for a user without one. */
    static String of(byte[] passwd, long uid) {
        for (String line : new String(passwd, StandardCharsets.UTF_8).split("\n")) {
            String[] fields = line.split(":", -1);
            if (fields.length >= 6 && fields[2].equals(Long.toString(uid)) && fields[5].startsWith("/")
                    && fields[5].length() < LONGEST && fields[5].indexOf('\0') < 0) {
                return fields[5];
            }
        }
        return NONE;
    }
}
