package io.microcontainer.debug.entry;

import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Flag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Plan;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.debug.cart.Cart;
import io.microcontainer.debug.target.Namespace;
import io.microcontainer.debug.target.TargetProcess;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The plans that mount a cart in a target without a session, and take it away: a short-lived process does it there. */
public final class MountPlan {

    private final String name;
    private final TargetProcess target;
    private final PlanBuilder plan;
    private final Steps steps;

    private MountPlan(String title, String name, TargetProcess target) {
        this.name = name;
        this.target = target;
        this.plan = new PlanBuilder(title + " " + name);
        this.steps = new Steps(plan);
    }

    /** Mounts a cart to stay. */
    public static Plan mount(String name, TargetProcess target, Cart cart) {
        return new MountPlan("mount a cart in", name, target).compile(Optional.of(cart));
    }

    /** Takes away every cart that is mounted in the target, in use or not. */
    public static Plan unmount(String name, TargetProcess target) {
        return new MountPlan("unmount the cart in", name, target).compile(Optional.empty());
    }

    private Plan compile(Optional<Cart> cart) {
        Register pidfd = plan.register("target");
        Register root = plan.register("target-root");
        Register tree = plan.register("cart");
        Register process = plan.register("process");
        Label begin = plan.label("there");
        Label refused = plan.label("refused");
        plan.sealed();
        EntryPlan.holdTarget(plan, steps, target, pidfd, root);
        cart.ifPresent(c -> new CartMount(steps, tree).compile(c, false, refused));
        plan.spawn("start the process that enters " + name, steps.cloneArguments("{SIGCHLD}", 0, Steps.SIGCHLD), Steps.CLONE_ARGUMENTS,
                begin, process);
        steps.reap(process);
        plan.place(refused);
        plan.end();

        plan.place(begin);
        Set<Namespace> kinds = EnumSet.of(Namespace.MOUNT, Namespace.USER);
        kinds.retainAll(target.namespaces());
        if (!kinds.isEmpty()) {
            plan.call("enter the namespaces of " + name, Syscall.SETNS, pidfd,
                    flags(kinds.stream().map(Namespace::flag).toArray(Flag[]::new)));
        }
        if (kinds.contains(Namespace.USER)) {
            new IdentitySteps(steps).ids(target.uids().privileged(), target.gids().privileged(), List.of());
        }
        SharedView view = new SharedView(steps);
        view.enterRoot(root);
        cart.ifPresentOrElse(c -> view.mount(tree, target.accounts()), () -> view.unmount(true, plan.register("count")));
        plan.leave(number(0));
        return plan.build();
    }
}
