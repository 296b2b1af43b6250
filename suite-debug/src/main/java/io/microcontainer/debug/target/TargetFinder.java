package io.microcontainer.debug.target;

import io.microcontainer.debug.DebugException;
import io.microcontainer.debug.target.ContainerSource.Found;
import io.microcontainer.debug.target.ContainerSource.Wanted;
import io.microcontainer.run.process.ProcessStat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds what a user means by a word: a container by its id, its name or the beginning of one, or a process by its id. */
public final class TargetFinder {

    /** {@code pid:N} is the process N, whatever containers are called. */
    private static final String PID = "pid:";

    private final List<ContainerSource> sources;

    /** @param sources the engines whose containers are looked through; of two that know one process the first is its engine */
    public TargetFinder(List<ContainerSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /** The containers that can be entered, and why these may not be all. */
    public Found list() {
        return look(Wanted.ANY);
    }

    /**
     * The target that a word names. A container with just this id or name comes first; then a process of that number and
     * containers with an id or name that begins so.
     *
     * @throws DebugException if there is none, or more than one: then the message lists them
     */
    public Target find(String word) {
        if (word.isEmpty()) {
            throw new DebugException("the target is empty: give a process id, or a container's id, name or the beginning of one");
        }
        if (word.startsWith(PID)) {
            return process(word.substring(PID.length())).orElseThrow(
                    () -> new DebugException("there is no process " + word.substring(PID.length())));
        }
        Found found = look((id, names) -> any(id, names, n -> n.startsWith(word)));
        List<Target> exact = found.targets().stream().filter(t -> any(t.id(), t.names(), word::equals)).toList();
        List<Target> all = new ArrayList<>(exact);
        if (exact.isEmpty()) {
            process(word).ifPresent(all::add);
            // A container is named by its process too.
            found.targets().stream().filter(t -> all.stream().noneMatch(p -> p.pid() == t.pid())).forEach(all::add);
        }
        if (all.isEmpty()) {
            throw new DebugException("there is no running container whose id or name begins with '" + word
                    + "', and no process of that id: crashcart list shows what can be entered"
                    + (found.problems().isEmpty() ? "" : " (" + String.join("; ", found.problems()) + ")"));
        }
        if (all.size() > 1) {
            throw new DebugException("'" + word + "' fits " + all.size() + " targets, and nothing was done; give more of the id, or "
                    + PID + "N:\n" + Target.table(all).stripTrailing());
        }
        return all.getFirst();
    }

    private Found look(Wanted wanted) {
        List<Target> targets = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (ContainerSource source : sources) {
            Found found = source.running(wanted);
            found.targets().stream().filter(t -> targets.stream().noneMatch(known -> known.pid() == t.pid())).forEach(targets::add);
            problems.addAll(found.problems());
        }
        return new Found(targets, problems);
    }

    private static boolean any(String id, Collection<String> names, Predicate<String> predicate) {
        return predicate.test(id) || names.stream().anyMatch(predicate);
    }

    private static Optional<Target> process(String word) {
        if (!word.matches("[1-9][0-9]{0,9}") || Long.parseLong(word) > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        return ProcessStat.of(Integer.parseInt(word)).filter(s -> !s.ended())
                .map(s -> new Target(Target.PROCESS, word, s.pid(), s.startTime(), "running"));
    }
}
