package io.microcontainer.debug.target;

import java.util.Collection;
import java.util.List;

/** Knows the containers of one engine, by its own state files or its socket. */
public interface ContainerSource {

    /**
     * Looks for containers whose first process lives. What cannot be read, or makes no sense, is left out; a whole source
     * that cannot be read is told as a problem.
     *
     * @param wanted which: what takes effort is done for these only
     */
    Found running(Wanted wanted);

    /** Whether a container is looked for. */
    @FunctionalInterface
    interface Wanted {

        /** All containers. */
        Wanted ANY = (id, names) -> true;

        /** Whether it may be the one, by its id and its names. */
        boolean test(String id, Collection<String> names);
    }

    /**
     * What a source found.
     *
     * @param targets  containers that can be entered
     * @param problems why it may not be all, a sentence each
     */
    record Found(List<Target> targets, List<String> problems) {

        /** Nothing, and no wonder: the engine is not there. */
        static final Found NOTHING = new Found(List.of(), List.of());

        public Found {
            targets = List.copyOf(targets);
            problems = List.copyOf(problems);
        }

        static Found of(List<Target> targets) {
            return new Found(targets, List.of());
        }

        static Found problem(String problem) {
            return new Found(List.of(), List.of(problem));
        }
    }
}
