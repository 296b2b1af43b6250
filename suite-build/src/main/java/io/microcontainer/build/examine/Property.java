package io.microcontainer.build.examine;

/** What makes an image a microcontainer. */
public enum Property {

    ONE_PROGRAM("one program and what it needs"),
    NO_SHELL("no shell that the program does not need"),
    NO_OWNER("no owner but 0:0"),
    NO_SPECIAL_MODES("no set-user-id, set-group-id or sticky bits, no devices"),
    NO_CAPABILITIES("no file capabilities or other extended attributes"),
    ONE_TIME("one time for all files"),
    READ_ONLY("runs with a read-only root"),
    NOTHING_UNREFERENCED("nothing that neither the program needs nor the specification asks for");

    private final String words;

    Property(String words) {
        this.words = words;
    }

    /** A phrase for the user. */
    public String words() {
        return words;
    }
}
