package io.microcontainer.debug.session;

import io.microcontainer.debug.entry.EntryOrder.Program;
import java.util.ArrayList;
import java.util.List;

/** Where a session's program may lie, in the order in which the places are tried. */
final class Programs {

    private static final String CART = "/dev/crashcart";

    private Programs() {
    }

    /** The cart's shell: bash with the cart's start file, else sh, else busybox's. */
    static List<Program> shell(boolean interactive) {
        List<Program> programs = new ArrayList<>();
        for (String path : List.of(CART + "/bin/bash", CART + "/usr/bin/bash")) {
            programs.add(new Program(path, interactive ? List.of("bash", "--rcfile", CART + "/.crashcartrc", "-i") : List.of("bash")));
        }
        for (String path : List.of(CART + "/bin/sh", CART + "/usr/bin/sh")) {
            programs.add(new Program(path, interactive ? List.of("sh", "-i") : List.of("sh")));
        }
        for (String path : List.of(CART + "/bin/busybox", CART + "/usr/bin/busybox")) {
            programs.add(new Program(path, interactive ? List.of("busybox", "sh", "-i") : List.of("busybox", "sh")));
        }
        return programs;
    }

    /**
     * A command, looked for as execvp(3) does.
     *
     * @param path value of PATH, the cart's directories first
     */
    static List<Program> command(List<String> words, String path) {
        String name = words.getFirst();
        if (name.contains("/")) {
            return List.of(new Program(name, words));
        }
        List<Program> programs = new ArrayList<>();
        for (String directory : path.split(":")) {
            // An empty or relative directory would mean the working directory: nobody wants that of a container.
            if (directory.startsWith("/") && programs.size() < MOST) {
                programs.add(new Program(directory + "/" + name, words));
            }
        }
        return programs;
    }

    /** The target's PATH can be of any length. */
    private static final int MOST = 64;
}
