package io.microcontainer.debug.target;

import io.microcontainer.debug.DebugException;
import io.microcontainer.run.process.ProcessStat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what a user means by a word: a container by its id or the beginning of it, or a process by its id. */
public final class TargetFinder {

    private final List<ContainerSource> sources;

    /** @param sources the engines whose containers are looked through */
    public TargetFinder(List<ContainerSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /** The containers that can be entered. */
    public List<Target> list() {
        List<Target> all = new ArrayList<>();
        sources.forEach(s -> all.addAll(s.running()));
        return all;
    }

    /**
     * The target that a word names. A container whose whole id it is comes first, then a process, then the one container
     * whose id begins with it.
     *
     * @throws DebugException if there is none, or more than one: then the message lists them
     */
    public Target find(String word) {
        if (word.isEmpty()) {
            throw new DebugException("the target is empty: give a process id, or a container's id or its beginning");
        }
        List<Target> all = list();
        List<Target> exact = all.stream().filter(t -> t.id().equals(word)).toList();
        if (!exact.isEmpty()) {
            return one(word, exact);
        }
        Optional<Target> process = process(word);
        if (process.isPresent()) {
            return process.get();
        }
        List<Target> beginning = all.stream().filter(t -> t.id().startsWith(word)).toList();
        if (beginning.isEmpty()) {
            throw new DebugException("there is no running container whose id begins with '" + word
                    + "', and no process of that id: crashcart list shows what can be entered");
        }
        return one(word, beginning);
    }

    private static Target one(String word, List<Target> found) {
        if (found.size() > 1) {
            throw new DebugException("'" + word + "' fits " + found.size() + " containers, and nothing was done; give more of the id:\n"
                    + Target.table(found).stripTrailing());
        }
        return found.getFirst();
    }

    private static Optional<Target> process(String word) {
        if (!word.matches("[1-9][0-9]{0,9}") || Long.parseLong(word) > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        return ProcessStat.of(Integer.parseInt(word)).filter(s -> !s.ended())
                .map(s -> new Target("process", word, s.pid(), s.startTime(), "running"));
    }
}
