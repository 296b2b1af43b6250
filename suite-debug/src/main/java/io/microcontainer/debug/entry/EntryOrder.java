package io.microcontainer.debug.entry;

import io.microcontainer.debug.cart.Cart;
import io.microcontainer.debug.target.Namespace;
import io.microcontainer.debug.target.TargetCgroups;
import io.microcontainer.debug.target.TargetProcess;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that is decided about a session before its plan is made.
 *
 * @param name            what the target is called in messages
 * @param target          what procfs tells of it
 * @param caller          cgroups of the launcher
 * @param cart            the tools
 * @param shared          whether the target sees them too
 * @param mounted         whether a cart is in the target's mount namespace already, and is to be used
 * @param privileged      whether the caller may mount in its own mount namespace; else only the target's user namespace, which it owns,
 *                        gives it rights
 * @param joinUser        whether the target's user namespace is entered where it differs
 * @param joinCgroup      whether the target's cgroups are entered
 * @param tracking        cgroup on the unified hierarchy that is made for the session's processes; empty where there is none
 * @param identity        who the program is
 * @param lastCapability  the highest capability that the kernel knows
 * @param environment     the program's
 * @param programs        what to run: the first that exists
 * @param terminals       which of the descriptors 0, 1 and 2 are terminals
 * @param door            socket for those who attach to a session with a terminal; its record lies beside it
 */
public record EntryOrder(String name, TargetProcess target, TargetCgroups caller, Cart cart, boolean shared, boolean mounted,
        boolean privileged, boolean joinUser, boolean joinCgroup, Optional<Path> tracking, Identity identity, int lastCapability,
        List<String> environment, List<Program> programs, Set<Integer> terminals, Optional<Path> door) {

    /**
     * A program to try.
     *
     * @param path  where it may lie
     * @param words its arguments, its name first
     */
    public record Program(String path, List<String> words) {
        public Program {
            words = List.copyOf(words);
        }
    }

    public EntryOrder {
        environment = List.copyOf(environment);
        programs = List.copyOf(programs);
        terminals = Set.copyOf(terminals);
    }

    /** Whether the session gets a terminal of its own: the caller's in- and output is one. */
    boolean terminal() {
        return terminals.containsAll(Set.of(0, 1));
    }

    /** Whether a user namespace is entered. */
    boolean entersUser() {
        return joinUser && target.namespaces().contains(Namespace.USER);
    }

    /** The namespaces that the guardian enters itself, last: until then it mounts with the caller's rights, if those are enough. */
    Set<Namespace> late() {
        Set<Namespace> late = namespaces();
        late.retainAll(privileged ? EnumSet.of(Namespace.MOUNT, Namespace.USER) : EnumSet.of(Namespace.MOUNT));
        return late;
    }

    /** The namespaces that are entered. */
    Set<Namespace> namespaces() {
        Set<Namespace> all = EnumSet.noneOf(Namespace.class);
        all.addAll(target.namespaces());
        if (!joinUser) {
            all.remove(Namespace.USER);
        }
        return all;
    }
}
