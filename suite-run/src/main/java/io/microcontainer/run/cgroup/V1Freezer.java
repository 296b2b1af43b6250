package io.microcontainer.run.cgroup;

import io.microcontainer.run.RunException;
import java.nio.file.Path;

/** The freezer controller of v1 (Documentation/admin-guide/cgroup-v1/freezer-subsystem.rst). */
final class V1Freezer {

    private static final int TRIES = 1000;

    private V1Freezer() {
    }

    static FreezerState state(Path directory) {
        try {
            if (CgroupFile.read(directory.resolve("freezer.state")).equals("THAWED")) {
                return FreezerState.THAWED;
            }
            // FROZEN or FREEZING: by its own wish, or because an ancestor is
            return CgroupFile.read(directory.resolve("freezer.self_freezing")).equals("0")
                    ? FreezerState.THAWED : FreezerState.FROZEN;
        } catch (CgroupException e) {
            if (e.absent()) {
                return FreezerState.UNKNOWN;
            }
            throw e;
        }
    }

    /**
     * Asks until it is frozen: a process forked or moved in meanwhile keeps the state at FREEZING until the next write. Now and then all are let
     * go for a moment, or a busy forker would win for ever.
     */
    static void freeze(Path directory) {
        Path file = directory.resolve("freezer.state");
        boolean frozen = false;
        try {
            for (int attempt = 1; attempt <= TRIES && !frozen; attempt++) {
                if (attempt % 50 == 0) {
                    CgroupFile.write(file, "THAWED");
                    Pause.milliseconds(10);
                }
                CgroupFile.write(file, "FROZEN");
                frozen = CgroupFile.read(file).equals("FROZEN");
            }
        } finally {
            if (!frozen) {
                thaw(directory);
            }
        }
        if (!frozen) {
            throw new RunException("freeze " + directory + ": processes kept appearing in it, and the kernel did not get hold of all");
        }
    }

    static void thaw(Path directory) {
        CgroupFile.write(directory.resolve("freezer.state"), "THAWED");
    }
}
