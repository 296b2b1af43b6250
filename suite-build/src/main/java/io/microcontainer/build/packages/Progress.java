package io.microcontainer.build.packages;

/** Hears what takes time. Called by several threads, one at a time. */
@FunctionalInterface
public interface Progress {

    /** Tells nobody. */
    Progress SILENT = _ -> {
    };

    /** A step begins; one line for the user, without a full stop. */
    void step(String what);
}
