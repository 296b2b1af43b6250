package io.microcontainer.build.resolve;

import io.microcontainer.build.repo.PackageMetadata;
import java.util.List;

/**
 * One thing that must hold of a set of packages: if all guards are installed, one of the choices must be; with no choices, not
 * all guards may be. Packages are meant by their numbers in a {@link RuleBook}.
 *
 * @param choices the best first
 * @param weak    whether it is only wished for
 */
record Rule(int[] guards, int[] choices, boolean weak, Cause cause) {

    /** Where a rule is from. */
    sealed interface Cause {

        /** The user asked for it. */
        record Requested(Goal goal) implements Cause {
        }

        /** A package needs it; {@code text} is the dependency as it is written there. */
        record Needed(PackageMetadata owner, String text) implements Cause {
        }

        /** A package must not be beside another, or beside what a boolean dependency says. */
        record Conflict(PackageMetadata owner, String text, List<PackageMetadata> others) implements Cause {
        }

        /** A package replaces another. */
        record Obsoletes(PackageMetadata owner, String text, PackageMetadata other) implements Cause {
        }

        /** Two versions of one package. */
        record SameName(PackageMetadata one, PackageMetadata other) implements Cause {
        }
    }

    /** As a clause in the form of DIMACS: negated guards and choices. */
    int[] literals() {
        int[] literals = new int[guards.length + choices.length];
        for (int i = 0; i < guards.length; i++) {
            literals[i] = -guards[i];
        }
        System.arraycopy(choices, 0, literals, guards.length, choices.length);
        return literals;
    }
}
