package io.microcontainer.debug.entry;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.AtFlag;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.Plan;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.debug.entry.Keeper.SharedMount;
import io.microcontainer.debug.target.TargetProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The plan of a session. Five processes: the launcher holds the target, makes the cart's mount and the terminal, and waits;
 * {@link Keeper} cleans up after it; {@link GoBetween} enters the target's namespaces; {@link Guardian} lives there; the
 * program is its child. The plan's value is the exit status for the caller.
 */
public final class EntryPlan {

    /** A directory of a private session that anybody may write, for temporary files where the target has none. */
    public static final String TEMPORARY = "/dev/tmp";

    /** What cleans up, should the engine die. */
    private static final List<String> RECOVERY = List.of("crashcart", "sweep");

    /** statx(2): {@code stx_ino} is 64 bits at byte 32. */
    private static final int STATX_SIZE = 256;
    private static final int STATX_INO = 0x100;
    private static final int STATX_INO_AT = 32;

    private final EntryOrder order;
    private final PlanBuilder plan;
    private final Steps steps;
    private final Register pidfd;
    private final Register root;
    private final Register cart;
    private final Register status;

    private EntryPlan(EntryOrder order) {
        this.order = order;
        this.plan = new PlanBuilder("enter " + order.name());
        this.steps = new Steps(plan);
        this.pidfd = plan.register("target");
        this.root = plan.register("target-root");
        this.cart = plan.register("cart");
        this.status = plan.register("exit-status");
    }

    /** Compiles the plan. */
    public static Plan compile(EntryOrder order) {
        return new EntryPlan(order).compile();
    }

    private Plan compile() {
        Label closing = plan.label("closing");
        Label ended = plan.label("ended");
        Label gone = plan.label("gone");
        Label keeping = plan.label("keeper");
        Label entering = plan.label("go-between");
        Label guarding = plan.label("guardian");
        Label failed = plan.label("failed");
        Keeper keeper = new Keeper(steps);
        Channel channel = new Channel(steps);
        Tracking tracking = new Tracking(steps, order.tracking());
        GoBetween goBetween = new GoBetween(steps, order, channel);
        Terminal terminal = new Terminal(steps);
        Optional<Path> doorPath = order.door().filter(p -> order.terminal());
        Optional<Reattachment> door = doorPath.map(p -> new Reattachment(steps));
        List.of(cart, keeper.writing(), channel.mine(), channel.theirs(), keeper.process(), goBetween.process())
                .forEach(r -> plan.set(r, number(-1)));
        plan.sealed();
        plan.recovery(RECOVERY);
        plan.cleanup(failed);

        holdTarget(plan, steps, order.target(), pidfd, root);
        Map<String, Register> devices = new LinkedHashMap<>();
        // Root shows a terminal of the host to the session; another user's session has a devpts of its own.
        boolean ownTerminal = order.terminal() && !order.privileged() && !order.shared();
        // Of its own, for the order in which two processes send is not known.
        Channel terminalChannel = new Channel(steps);
        if (ownTerminal) {
            terminalChannel.open();
            plan.set(terminal.master(), number(-1));
            plan.set(terminal.slave(), number(-1));
        } else if (order.terminal()) {
            terminal.open(outside(order));
        }
        if (order.privileged()) {
            mounts(terminal, devices, ended);
        }
        door.ifPresent(d -> d.open(doorPath.get()));
        Optional<SharedMount> sharedMount = sharedMount();
        channel.open();
        keeper.start(keeping);
        tracking.make();
        goBetween.start(entering);
        // What others have copies of now: an open descriptor would keep a shared mount busy.
        steps.close(channel.theirs());
        plan.set(channel.theirs(), number(-1));
        steps.close(keeper.reading());
        steps.close(cart);
        List.copyOf(devices.values()).forEach(steps::close);
        if (order.terminal()) {
            terminal.close();
        }
        Register guardian = plan.register("guardian");
        channel.receive(channel.mine(), guardian, gone);
        if (ownTerminal) {
            steps.close(terminalChannel.theirs());
            terminal.receive(terminalChannel);
            steps.close(terminalChannel.mine());
        }
        steps.reap(goBetween.process());
        door.ifPresentOrElse(d -> d.watch(guardian, terminal.master(), status), () -> plan.monitor("wait for the session", guardian,
                order.terminal() ? terminal.master() : number(-1), status));
        Label told = plan.label("told");
        Register word = plan.register("program-status");
        Label killed = plan.label("killed");
        channel.poll(channel.mine(), word, killed);
        plan.set(status, word);
        plan.jump(told);
        plan.place(killed);
        plan.tell(Tags.GUARDIAN_KILLED, number(0));
        plan.place(told);
        plan.jump(closing);
        plan.place(gone);
        steps.reap(goBetween.process());
        plan.set(status, number(1 << 8));
        plan.place(closing);
        keeper.finish();
        exitStatus();
        door.ifPresent(d -> d.tell(status));
        plan.place(ended);
        plan.end(status);

        plan.place(failed);
        List.of(channel.mine(), channel.theirs()).forEach(steps::close);
        steps.reap(goBetween.process());
        keeper.finish();
        plan.end(number(1));

        keeper.compile(keeping, tracking, sharedMount, order.door());
        List<Register> held = held(channel, keeper, terminal, door);
        if (ownTerminal) {
            held.add(terminalChannel.mine());
        }
        goBetween.compile(entering, held, pidfd, guarding);
        Guardian guardianSteps = new Guardian(steps, order, channel, tracking, keeper);
        Optional<Register> slave = order.terminal() ? Optional.of(terminal.slave()) : Optional.empty();
        Runnable own = order.privileged() ? () -> { } : () -> mounts(terminal, devices, ended);
        if (order.shared()) {
            guardianSteps.compile(guarding, pidfd, own, () -> {
                sharedView();
                steps.close(keeper.writing());
            }, slave);
        } else {
            PrivateView view = new PrivateView(steps, order.target());
            guardianSteps.compile(guarding, pidfd, () -> {
                own.run();
                view.makeProc();
            }, () -> view.compile(root, cart, devices, ownTerminal
                    ? Optional.of(pts -> terminal.openIn(pts, order.identity().uid(), terminalChannel)) : Optional.empty()), slave);
        }
        return plan.build();
    }

    /** Holds a process, makes sure that it is the one meant, and opens its root directory. */
    static void holdTarget(PlanBuilder plan, Steps steps, TargetProcess target, Register pidfd, Register root) {
        int pid = target.pid();
        Register same = plan.register("same");
        Label held = plan.label("held");
        plan.call("hold process " + pid, pidfd, Syscall.PIDFD_OPEN, number(pid), number(0));
        // The engine's word takes two processes to be woken.
        target.inode().ifPresent(inode -> {
            Operand.Address statx = plan.data().bytes("statx", new byte[STATX_SIZE]);
            plan.call("", null, Steps.IGNORE, Syscall.STATX, pidfd, plan.data().string(""), flags(AtFlag.AT_EMPTY_PATH),
                    flags(STATX_INO, "STATX_INO"), statx);
            plan.load(same, statx.plus(STATX_INO_AT), 8);
            plan.jumpIf(same, Condition.EQUAL, number(inode), held);
        });
        plan.await("see whether process " + pid + " is still the same", Tags.SAME, pidfd, same);
        plan.place(held);
        steps.open("open the root directory of process " + pid, root, Steps.FAIL, AT_FDCWD, "/proc/" + pid + "/root",
                OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC);
    }

    /** The cart, and what else a session's view is made of, detached: by the launcher, or by the guardian where only that may mount. */
    private void mounts(Terminal terminal, Map<String, Register> devices, Label refused) {
        if (!order.mounted()) {
            new CartMount(steps, cart).compile(order.cart(), order.shared(), refused);
        }
        if (!order.shared()) {
            devices(devices);
            if (order.terminal() && order.privileged()) {
                terminal.show(devices);
            }
        }
    }

    /** Devices of the caller's for what the target's /dev lacks. */
    private void devices(Map<String, Register> devices) {
        for (String name : PrivateView.missing(order.target().dev())) {
            Register device = plan.register(name);
            steps.cloneTree("take /dev/" + name + ", which the target lacks", device, Steps.IGNORE, AT_FDCWD, "/dev/" + name, false);
            devices.put(name, device);
        }
    }

    /** The session's user as the caller sees it. */
    private static long outside(EntryOrder order) {
        long uid = order.identity().uid();
        return order.entersUser() ? order.target().uids().outside(uid).orElse(uid) : uid;
    }

    private Optional<SharedMount> sharedMount() {
        if (!order.shared()) {
            return Optional.empty();
        }
        String where = "/proc/" + order.target().pid() + "/ns/";
        Register mount = plan.register("mount-namespace");
        steps.open("open the target's mount namespace", mount, Steps.FAIL, AT_FDCWD, where + "mnt", OpenFlag.O_RDONLY, OpenFlag.O_CLOEXEC);
        Optional<Register> user = Optional.empty();
        if (order.entersUser()) {
            user = Optional.of(plan.register("user-namespace"));
            steps.open("open the target's user namespace", user.get(), Steps.FAIL, AT_FDCWD, where + "user", OpenFlag.O_RDONLY,
                    OpenFlag.O_CLOEXEC);
        }
        return Optional.of(new SharedMount(mount, user, root, new SharedView(steps),
                user.isPresent() ? order.target().uids().privileged() : 0, user.isPresent() ? order.target().gids().privileged() : 0));
    }

    private void sharedView() {
        SharedView view = new SharedView(steps);
        view.enterRoot(root);
        if (!order.mounted()) {
            view.mount(cart, order.target().accounts());
        }
    }

    private List<Register> held(Channel channel, Keeper keeper, Terminal terminal, Optional<Reattachment> door) {
        List<Register> held = new ArrayList<>(List.of(channel.mine()));
        // Until a shared mount is there, nobody may look whether it is to be taken away.
        if (!order.shared()) {
            held.add(keeper.writing());
        }
        if (order.terminal()) {
            held.add(terminal.master());
        }
        door.ifPresent(d -> held.add(d.door()));
        return held;
    }

    /** Turns a wait status (wait(2)) into what shells show: the status itself, or 128 + N after signal N. */
    private void exitStatus() {
        Operand.Address word = plan.data().room("wait-status", 8);
        Register signal = plan.register("signal");
        Label exited = plan.label("exited");
        Label plain = plan.label("plain");
        Label done = plan.label("done");
        plan.store(word, status, 8);
        plan.load(signal, word, 1);
        plan.load(status, word.plus(1), 1);
        plan.jumpIf(signal, Condition.EQUAL, number(0), exited);
        plan.jumpIf(signal, Condition.LESS, number(128), plain);
        // WCOREFLAG
        plan.add(signal, signal, number(-128));
        plan.place(plain);
        plan.add(status, signal, number(128));
        plan.jump(done);
        plan.place(exited);
        plan.place(done);
    }
}
