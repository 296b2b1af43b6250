package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.mode;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.Flag;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.ResolveFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;

/**
 * The working directory ({@code process.cwd}). It is reached from the container's root and through no link of procfs, and
 * the kernel must then name it by an absolute path: a directory of the host, kept open by some descriptor, has none in the
 * container (CVE-2024-21626).
 */
final class WorkingDirectorySteps {

    private static final int PATH_MAX = 4096;

    private final PlanBuilder plan;
    private final Refusals refusals;
    private final String path;
    private final Register directory;
    private final Register late;

    WorkingDirectorySteps(PlanBuilder plan, Refusals refusals, String path) {
        this.plan = plan;
        this.refusals = refusals;
        this.path = path;
        directory = plan.register("cwd");
        late = plan.register("cwd-late");
    }

    /** A missing working directory is made, as runc makes it, with all above it. */
    void make() {
        Label there = plan.label("there");
        Label missing = plan.label("missing");
        plan.call("look for the working directory " + path, directory,
                new OnError.GoTo(missing, Errno.ENOENT, Errno.EACCES, Errno.EPERM), Syscall.OPENAT2, AT_FDCWD,
                plan.data().string(path), how(), number(24));
        plan.call("", Syscall.CLOSE, directory);
        plan.jump(there);
        plan.place(missing);
        for (int slash = path.indexOf('/', 1); ; slash = path.indexOf('/', slash + 1)) {
            String part = slash < 0 ? path : path.substring(0, slash);
            // What cannot be made is told of when the directory is entered.
            plan.call("make " + part + " on the way to the working directory", null, new OnError.Ignore(OnError.ANY),
                    Syscall.MKDIRAT, AT_FDCWD, plan.data().string(part), mode(0755));
            if (slash < 0) {
                break;
            }
        }
        plan.place(there);
    }

    /** Enters it with the rights of before the change of the user, or leaves it to {@link #enterLate}. */
    void enterEarly() {
        Label refused = plan.label("refused");
        Label done = plan.label("done");
        plan.set(late, number(0));
        plan.call("open the working directory " + path + " (process.cwd)", directory,
                new OnError.GoTo(refused, Errno.EACCES, Errno.EPERM), Syscall.OPENAT2, AT_FDCWD, plan.data().string(path),
                how(), number(24));
        plan.call("enter the working directory " + path + " (process.cwd)", null,
                new OnError.GoTo(refused, Errno.EACCES, Errno.EPERM), Syscall.FCHDIR, directory);
        plan.call("", Syscall.CLOSE, directory);
        plan.jump(done);
        plan.place(refused);
        plan.set(late, number(1));
        plan.place(done);
    }

    /** Enters it as the final user if that is still to do, and looks where it is. */
    void enterLate() {
        Label there = plan.label("there");
        Label outside = plan.label("outside");
        Label inside = plan.label("inside");
        plan.jumpIf(late, Condition.EQUAL, number(0), there);
        plan.call("open the working directory " + path + " (process.cwd)", directory, Syscall.OPENAT2, AT_FDCWD,
                plan.data().string(path), how(), number(24));
        plan.call("enter the working directory " + path + " (process.cwd)", Syscall.FCHDIR, directory);
        plan.call("", Syscall.CLOSE, directory);
        plan.place(there);
        Operand.Address name = plan.data().room("name", PATH_MAX);
        plan.call("see where the working directory is", null, new OnError.GoTo(outside, Errno.ENOENT), Syscall.GETCWD,
                name, number(PATH_MAX));
        plan.load(directory, name, 1);
        plan.jumpIf(directory, Condition.EQUAL, number('/'), inside);
        plan.place(outside);
        refusals.inChild(plan, "process.cwd: " + path + " does not lie in the container's root file system");
        plan.place(inside);
    }

    private Operand.Address how() {
        long open = Flag.all(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC);
        return plan.data().struct("{O_PATH|O_DIRECTORY|O_CLOEXEC, RESOLVE_NO_MAGICLINKS}",
                new Struct().u64(open).u64(0).u64(ResolveFlag.RESOLVE_NO_MAGICLINKS.bits()));
    }
}
