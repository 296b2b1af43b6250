package io.microcontainer.debug.session;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.plan.Plan;
import io.microcontainer.api.session.Answer;
import io.microcontainer.api.session.Dialogue;
import io.microcontainer.api.session.PlanResult;
import io.microcontainer.api.session.Session;
import io.microcontainer.debug.DebugException;
import io.microcontainer.debug.cart.Cart;
import io.microcontainer.debug.cart.CartReader;
import io.microcontainer.debug.copy.CopyIn;
import io.microcontainer.debug.copy.CopyOut;
import io.microcontainer.debug.copy.CopyPlace;
import io.microcontainer.debug.entry.EntryOrder;
import io.microcontainer.debug.entry.EntryPlan;
import io.microcontainer.debug.entry.ForwardPlan;
import io.microcontainer.debug.entry.MountPlan;
import io.microcontainer.debug.entry.Tags;
import io.microcontainer.debug.inspect.Inspection;
import io.microcontainer.debug.session.EnterRequest.UserNamespace;
import io.microcontainer.debug.session.EnterRequest.Visibility;
import io.microcontainer.debug.target.ContainerSource.Found;
import io.microcontainer.debug.target.Engines;
import io.microcontainer.debug.target.MountTable.Mount;
import io.microcontainer.debug.target.Namespace;
import io.microcontainer.debug.target.Target;
import io.microcontainer.debug.target.TargetCgroups;
import io.microcontainer.debug.target.TargetFinder;
import io.microcontainer.debug.target.TargetProcess;
import io.microcontainer.run.cgroup.CgroupMounts;
import io.microcontainer.run.process.ProcessStat;
import io.microcontainer.run.process.UnsizedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * crashcart's operations: a cart of tools is mounted read-only at {@code /dev/crashcart} in a running container, and a
 * program of it runs there. Each throws {@link DebugException} with a sentence for the user.
 */
public final class Crashcart {

    /** The cart that is used where none is named. */
    public static final Path DEFAULT_CART = Path.of("/var/lib/microcontainer/crashcart.img");

    private static final String PLACE = "/dev/crashcart";

    private final Session session;
    private final TargetFinder finder;
    private final SessionRecords records;

    /**
     * @param session the caller
     * @param root    where railcar, runc or crun keep their containers, absolute; empty: every engine of the host is asked
     */
    public Crashcart(Session session, Optional<Path> root) {
        this.session = session;
        this.records = new SessionRecords(session.invocation());
        this.finder = new TargetFinder(Engines.of(session.invocation(), root));
    }

    /**
     * Runs a session in the foreground; everything it brought along is gone when this returns.
     *
     * @return the program's exit status, 128 + N after signal N; 127 if there is no such program and 126 if it cannot be run
     */
    public int enter(EnterRequest request) {
        // While the launcher copies itself the engine looks around. The sealed copy shows its namespaces to nobody but root.
        if (session.invocation().uid() == 0) {
            session.prepareSealed();
        }
        Target target = finder.find(request.target());
        ProcessStat launcher = launcher();
        EntryOrder order = order(request, target, launcher);
        boolean tell = request.verbose() || session.invocation().terminals().contains(2);
        EntryListener listener = new EntryListener(order.target());
        order.door().ifPresent(door -> records.add(door, record(request, target, launcher)));
        try {
            PlanResult result = session.execute(EntryPlan.compile(order), listener);
            listener.throwRefusals(order, request.command().isEmpty());
            if (tell && listener.cgroupErrno() != 0) {
                say("the session was outside of a cgroup of the target: " + Errno.describe(listener.cgroupErrno()));
            }
            if (listener.targetEnded()) {
                say(order.name() + " has ended, and the session with it");
            }
            return (int) result.value();
        } finally {
            order.door().ifPresent(records::remove);
            order.tracking().ifPresent(Leftovers::end);
        }
    }

    /** What {@link #enter} would let the launcher do, and is not done. */
    public Plan plan(EnterRequest request) {
        return EntryPlan.compile(order(request, finder.find(request.target()), launcher()));
    }

    /**
     * Mounts a cart in the target's own mount namespace, until {@link #unmount} ({@code -m}).
     *
     * @param cart absolute; empty: {@link #DEFAULT_CART}
     */
    public void mount(String target, Optional<Path> cart, boolean verbose) {
        Target found = finder.find(target);
        Cart tools = CartReader.read(cart.orElse(DEFAULT_CART));
        TargetProcess process = TargetProcess.read(found, session.invocation().pid(), CgroupMounts.read());
        if (process.mounts().at(PLACE).isPresent()) {
            throw new DebugException("a cart is mounted in " + found.name() + " already; crashcart -u takes it away");
        }
        EntryListener listener = new EntryListener(process);
        session.execute(MountPlan.mount(found.name(), process, tools), listener);
        listener.throwImage(tools);
        if (verbose) {
            say("mounted " + tools.path() + " at " + PLACE + " in " + found.name());
        }
    }

    /** Takes a cart away that {@link #mount} or a session that was killed has left in the target ({@code -u}). */
    public void unmount(String target, boolean verbose) {
        Target found = finder.find(target);
        TargetProcess process = TargetProcess.read(found, session.invocation().pid(), CgroupMounts.read());
        Mount mounted = process.mounts().at(PLACE).orElseThrow(
                () -> new DebugException("no cart is mounted in " + found.name()));
        if (!mounted.options().containsAll(List.of("ro", "nosuid", "nodev"))) {
            throw new DebugException("what is mounted at " + PLACE + " in " + found.name() + " is no cart, and stays there");
        }
        session.execute(MountPlan.unmount(found.name(), process), new EntryListener(process));
        if (TargetProcess.read(found, session.invocation().pid(), CgroupMounts.read()).mounts().at(PLACE).isPresent()) {
            throw new DebugException("the cart in " + found.name() + " cannot be unmounted: the target holds it");
        }
        if (verbose) {
            say("unmounted the cart in " + found.name());
        }
    }

    /** Ends what sessions left whose processes were all killed at once. Sessions do so for themselves; this is for the case that they could not. */
    public void sweep() {
        Leftovers.sweep();
    }

    /** Prints the containers that can be entered ({@code list}): a line of titles, and one for each. */
    public void list() {
        Found found = finder.list();
        session.out().print(Target.table(found.targets()));
        found.problems().forEach(this::say);
    }

    /**
     * Prints one page on a container ({@code inspect}).
     *
     * @param json as a JSON object
     */
    public void inspect(String target, boolean json) {
        Inspection inspection = Inspection.of(finder.find(target), session.invocation().pid());
        session.out().print(json ? inspection.json() : inspection.text());
    }

    /**
     * Copies files out of a container or into one ({@code cp}): just one of the places is in a container.
     *
     * @return how many files and links were copied
     */
    public long copy(CopyPlace from, CopyPlace to) {
        return switch (from) {
            case CopyPlace.InContainer(String target, String path) when to instanceof CopyPlace.OfCaller(String place) -> {
                int pid = finder.find(target).pid();
                if (place.equals("-")) {
                    CopyOut.stream(pid, path, session.out());
                    yield 1;
                }
                yield CopyOut.copy(pid, path, session.resolve(place));
            }
            case CopyPlace.OfCaller(String place) when to instanceof CopyPlace.InContainer(String target, String path) -> {
                int pid = finder.find(target).pid();
                if (place.equals("-")) {
                    CopyIn.stream(pid, session.in(), path);
                    yield 1;
                }
                yield CopyIn.copy(pid, session.resolve(place), path);
            }
            default -> throw new DebugException("one place of a copy is in a container and one is not: give TARGET:PATH for one of them");
        };
    }

    /**
     * Forwards connections to a port of the caller's host into a target's network ({@code forward}), until the caller or the target
     * ends.
     */
    public void forward(String target, PortForward ports) {
        Target found = finder.find(target);
        Set<Namespace> own = Namespace.different(found.pid(), session.invocation().pid());
        boolean[] ended = { false };
        session.execute(ForwardPlan.compile(found.name(), found.pid(), own, session.invocation().uid() == 0, ports.from(), ports.port()),
                new Dialogue() {
                    @Override
                    public Answer asked(int tag, long value) {
                        if (tag == Tags.SAME) {
                            found.requireSame();
                        } else {
                            session.out().println("forwarding " + ports.from().getAddress().getHostAddress() + ":"
                                    + Short.toUnsignedInt(Short.reverseBytes((short) value)) + " to port " + ports.port() + " in " + found.name());
                            session.out().flush();
                        }
                        return Answer.of(0);
                    }

                    @Override
                    public void told(int tag, long value, byte[] data) {
                        ended[0] |= tag == Tags.TARGET_ENDED;
                    }
                });
        if (ended[0]) {
            throw new DebugException(found.name() + " has ended, and nothing is forwarded any more");
        }
    }

    private ProcessStat launcher() {
        int pid = session.invocation().pid();
        return ProcessStat.of(pid).orElseThrow(() -> new DebugException("the launcher, process " + pid + ", has ended"));
    }

    private EntryOrder order(EnterRequest request, Target target, ProcessStat launcher) {
        Cart cart = CartReader.read(request.cart().orElse(DEFAULT_CART));
        CgroupMounts cgroups = CgroupMounts.read();
        TargetProcess process = TargetProcess.read(target, session.invocation().pid(), cgroups);
        TargetCgroups caller = TargetCgroups.of(cgroups, session.invocation().pid());
        if (request.joinCgroup() && process.cgroups().frozen()) {
            throw new DebugException(target.name() + " is paused, and a session in its cgroup would stand still with it: "
                    + "resume it first, or stay out of its cgroup with --no-cgroup");
        }
        boolean privileged = session.invocation().uid() == 0;
        if (!privileged) {
            requireOwn(request, process, cart);
        }
        boolean entersUser = request.userNamespace() == UserNamespace.TARGET && process.namespaces().contains(Namespace.USER);
        if (request.privileges() instanceof Privileges.LikeTarget && !entersUser && process.namespaces().contains(Namespace.USER)) {
            throw new DebugException("the capabilities of " + target.name() + " mean something in its own user namespace only: "
                    + "--like-target cannot be had in the caller's");
        }
        boolean shared = request.visibility() == Visibility.SHARED;
        int lastCapability = lastCapability();
        Identities who = Identities.of(session, request.privileges(), process, entersUser, lastCapability);
        Map<String, String> environment = SessionEnvironment.of(process.environment(),
                Optional.ofNullable(session.invocation().environment().get("TERM")), who.home(),
                !(request.privileges() instanceof Privileges.Full),
                shared || process.temporary() ? Optional.empty() : Optional.of(EntryPlan.TEMPORARY));
        boolean mounted = shared && process.mounts().at(PLACE).isPresent();
        boolean interactive = session.invocation().terminals().contains(0);
        Optional<Path> tracking = (request.joinCgroup() ? process.cgroups() : caller).unified()
                .map(path -> path.resolve(Leftovers.name(launcher)));
        tracking.map(Path::getParent).ifPresent(Leftovers::sweepBeside);
        if (request.verbose() || session.invocation().terminals().contains(2)) {
            say("in " + target.name() + " as " + who.words());
            say(mounted ? "a cart is mounted there already, and used as it is"
                    : cart.path() + " is at " + PLACE + (shared ? ", for the target too" : ", and the target does not see it"));
            if (!entersUser && Identities.canTrace(request.privileges(), process)) {
                say("the target may trace processes, this session too: if you do not trust it, use --like-target");
            }
        }
        return new EntryOrder(target.name(), process, caller, cart, shared, mounted, privileged,
                request.userNamespace() == UserNamespace.TARGET, request.joinCgroup(), tracking, who.identity(), lastCapability,
                environment.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList(),
                request.command().isEmpty() ? Programs.shell(interactive)
                        : Programs.command(request.command(), environment.get("PATH")),
                session.invocation().terminals(), records.door(launcher));
    }

    /** Another user than root enters containers by the rights that the container's user namespace gives to its owner. */
    private static void requireOwn(EnterRequest request, TargetProcess process, Cart cart) {
        if (!process.namespaces().contains(Namespace.USER) || request.userNamespace() == UserNamespace.CALLER) {
            throw new DebugException("only root enters a container without a user namespace of its own: run crashcart as root");
        }
        if (cart instanceof Cart.Image) {
            throw new DebugException("only root mounts the image " + cart.path() + ": make a directory of it, with crashcart build --format directory");
        }
    }

    private SessionRecord record(EnterRequest request, Target target, ProcessStat launcher) {
        return new SessionRecord(launcher.pid(), launcher.startTime(), target.title(), target.id(),
                request.command().isEmpty() ? "shell" : String.join(" ", request.command()), session.invocation().terminals().containsAll(Set.of(0, 1)),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static int lastCapability() {
        Path file = Path.of("/proc/sys/kernel/cap_last_cap");
        try {
            return Integer.parseInt(new String(UnsizedFile.read(file, Short.MAX_VALUE), StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            throw new DebugException("read " + file + ": " + e.getMessage(), e);
        }
    }

    private void say(String text) {
        session.err().println("crashcart: " + text);
    }
}
