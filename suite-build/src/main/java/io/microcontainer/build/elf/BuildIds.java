package io.microcontainer.build.elf;

/** Where debuggers look for what belongs to a build-id: gdb, "Debugging Information in Separate Files", and rpm's build-id links. */
public final class BuildIds {

    private static final String DIRECTORY = "/.build-id/";
    private static final String DEBUG = "/usr/lib/debug";
    /** Digits that name a directory. */
    private static final int FIRST = 2;

    private BuildIds() {
    }

    /**
     * The file with debug information, or a link to it.
     *
     * @param id in hex, at least two bytes
     */
    public static String debugFile(String id) {
        return debugLink(id) + ".debug";
    }

    /** The link to {@link #programLink} that RPM packages with debug information have. */
    public static String debugLink(String id) {
        return DEBUG + place(id);
    }

    /** The link to the program or library that RPM packages have beside it. */
    public static String programLink(String id) {
        return "/usr/lib" + place(id);
    }

    private static String place(String id) {
        return DIRECTORY + id.substring(0, FIRST) + "/" + id.substring(FIRST);
    }
}
