package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.AtFlag;
import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.User;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;

/** User and groups of a process ({@code process.user}). */
final class UserSteps {

    /** Fields of {@code struct statx}, and the device number of /dev/null. */
    private static final int STATX_SIZE = 256;
    private static final int STATX_UID = 20;
    private static final int STATX_RDEV_MAJOR = 128;
    private static final int STATX_RDEV_MINOR = 132;
    private static final int NULL_MAJOR = 1;
    private static final int NULL_MINOR = 3;
    private static final Operand BASIC_STATS = flags(0x7ff, "STATX_BASIC_STATS");
    private static final Operand KEEP_GROUP = flags(0xffff_ffffL, "-1");

    private final PlanBuilder plan;
    private final User user;
    private final boolean keepCallersGroups;

    /** @param keepCallersGroups whether the additional groups stay the caller's, whatever the config has */
    UserSteps(PlanBuilder plan, User user, boolean keepCallersGroups) {
        this.plan = plan;
        this.user = user;
        this.keepCallersGroups = keepCallersGroups;
    }

    /** In a user namespace whose maps are written: its root, with all capabilities in it. */
    void becomeRoot() {
        plan.call("become group 0 of the user namespace", Syscall.SETRESGID, number(0), number(0), number(0));
        plan.call("become user 0 of the user namespace", Syscall.SETRESUID, number(0), number(0), number(0));
    }

    /**
     * A program that is not root can open its standard streams again, through /dev/stderr for example, only if they are its
     * own. As runc does it.
     */
    void takeOverStreams() {
        if (user.uid() == 0) {
            return;
        }
        Operand.Address stat = plan.data().room("stat", STATX_SIZE);
        Register value = plan.register("stat-field");
        for (int fd = 0; fd < 3; fd++) {
            Label chown = plan.label("chown");
            Label next = plan.label("next");
            plan.call("see whose descriptor " + fd + " is", Syscall.STATX, number(fd), plan.data().string(""),
                    flags(AtFlag.AT_EMPTY_PATH), BASIC_STATS, stat);
            plan.load(value, stat.plus(STATX_UID), 4);
            plan.jumpIf(value, Condition.EQUAL, number(user.uid()), next);
            plan.load(value, stat.plus(STATX_RDEV_MAJOR), 4);
            plan.jumpIf(value, Condition.NOT_EQUAL, number(NULL_MAJOR), chown);
            plan.load(value, stat.plus(STATX_RDEV_MINOR), 4);
            plan.jumpIf(value, Condition.EQUAL, number(NULL_MINOR), next);
            plan.place(chown);
            // A read-only file system, or an owner outside of the id map: the program may still do without.
            plan.call("give descriptor " + fd + " to the user", null,
                    new OnError.Ignore(Errno.EROFS, Errno.EPERM, Errno.EINVAL), Syscall.FCHOWN, number(fd),
                    number(user.uid()), KEEP_GROUP);
            plan.place(next);
        }
    }

    /** @param mayKeepGroups whether groups may stay as they are because a user namespace can forbid setgroups(2) */
    void change(boolean mayKeepGroups) {
        if (!keepCallersGroups) {
            setGroups(mayKeepGroups);
        }
        Operand gid = number(user.gid());
        Operand uid = number(user.uid());
        plan.call("become group " + user.gid() + " (process.user.gid)", Syscall.SETRESGID, gid, gid, gid);
        plan.call("become user " + user.uid() + " (process.user.uid)", Syscall.SETRESUID, uid, uid, uid);
    }

    private void setGroups(boolean mayKeepGroups) {
        int count = user.additionalGids().size();
        Struct list = new Struct();
        user.additionalGids().forEach(list::u32);
        plan.call("set the groups " + user.additionalGids() + " (process.user.additionalGids)", null,
                count == 0 && mayKeepGroups ? new OnError.Ignore(Errno.EPERM) : new OnError.Fail(), Syscall.SETGROUPS,
                number(count), count == 0 ? NULL : plan.data().struct(user.additionalGids().toString(), list));
    }
}
