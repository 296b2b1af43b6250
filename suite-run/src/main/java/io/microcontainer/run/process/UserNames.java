package io.microcontainer.run.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Names of the host's users by number, from passwd(5). */
public final class UserNames {

    private final Path passwd;
    private Map<Integer, String> names;

    /** The host's users; they are read when the first name is wanted. */
    public UserNames() {
        this(Path.of("/etc/passwd"));
    }

    UserNames(Path passwd) {
        this.passwd = passwd;
    }

    private static Map<Integer, String> read(Path passwd) {
        Map<Integer, String> names = new HashMap<>();
        try {
            for (String line : new String(Files.readAllBytes(passwd), StandardCharsets.ISO_8859_1).split("\n")) {
                String[] fields = line.split(":");
                if (fields.length > 2 && fields[2].matches("[0-9]{1,9}")) {
                    names.putIfAbsent(Integer.valueOf(fields[2]), fields[0]);
                }
            }
        } catch (IOException e) {
            // without the file everyone is a number
        }
        return names;
    }

    /** The user's name; {@code #} and the number where there is none. */
    public String name(int uid) {
        if (names == null) {
            names = read(passwd);
        }
        return names.getOrDefault(uid, "#" + uid);
    }
}
