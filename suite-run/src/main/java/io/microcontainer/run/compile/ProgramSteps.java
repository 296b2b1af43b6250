package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the program as execvp(3) does, in the container and as its user, before the container counts as created: an image
 * that lacks it is an error of create, not of start. The sentences carry the words by which engines know these errors.
 */
final class ProgramSteps {

    private static final Operand X_OK = flags(1, "X_OK");

    private final PlanBuilder plan;
    private final Refusals refusals;
    private final List<String> args;
    private final List<String> env;
    private final Register program;
    private final Register probe;

    ProgramSteps(PlanBuilder plan, Refusals refusals, List<String> args, List<String> env) {
        this.plan = plan;
        this.refusals = refusals;
        this.args = args;
        this.env = env;
        program = plan.register("program");
        probe = plan.register("probe");
    }

    void find() {
        String name = args.getFirst();
        Label found = plan.label("found");
        if (name.isEmpty()) {
            refusals.inChild(plan, "process.args[0] is empty: exec: \"\": executable file not found in $PATH");
        } else if (name.indexOf('/') >= 0) {
            tryPath(name, found, plan.label("next"));
            explain(name);
        } else {
            for (String candidate : candidates(name)) {
                Label next = plan.label("next");
                tryPath(candidate, found, next);
            }
            refusals.inChild(plan, "exec: \"" + name + "\": executable file not found in $PATH");
        }
        plan.place(found);
    }

    /** Takes a path if it can be executed and is no directory. */
    private void tryPath(String path, Label found, Label next) {
        Operand.Address at = plan.data().string(path);
        plan.call("look for the program " + path, null, new OnError.GoTo(next, OnError.ANY), Syscall.FACCESSAT, AT_FDCWD,
                at, X_OK);
        plan.set(program, at);
        plan.call("see that " + path + " is no directory", probe, new OnError.GoTo(found, OnError.ANY), Syscall.OPENAT,
                AT_FDCWD, at, flags(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC));
        plan.call("", Syscall.CLOSE, probe);
        plan.place(next);
    }

    private void explain(String path) {
        Label missing = plan.label("missing");
        Label there = plan.label("there");
        Label file = plan.label("file");
        Operand.Address at = plan.data().string(path);
        String exec = "exec: \"" + path + "\": ";
        plan.call("look for the program " + path, null, new OnError.GoTo(missing, Errno.ENOENT, Errno.ENOTDIR),
                Syscall.FACCESSAT, AT_FDCWD, at, number(0));
        plan.jump(there);
        plan.place(missing);
        refusals.inChild(plan, exec + "stat " + path + ": no such file or directory");
        plan.place(there);
        plan.call("see whether " + path + " is a directory", null, new OnError.GoTo(file, OnError.ANY), Syscall.OPENAT,
                AT_FDCWD, at, flags(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC));
        refusals.inChild(plan, exec + "is a directory");
        plan.place(file);
        refusals.inChild(plan, exec + "permission denied");
    }

    private List<String> candidates(String name) {
        String path = "";
        for (String setting : env) {
            if (setting.startsWith("PATH=")) {
                path = setting.substring("PATH=".length());
            }
        }
        List<String> found = new ArrayList<>();
        for (String directory : path.split(":", -1)) {
            // An empty part means the working directory; a program there is taken only if it is asked for by a path.
            if (directory.startsWith("/")) {
                found.add(directory + (directory.endsWith("/") ? "" : "/") + name);
            }
        }
        return found;
    }

    /**
     * Executes it; comes back at the label with the negative errno in the register.
     *
     * @param environment pointers to the settings, ended by a null pointer
     */
    void execute(Operand.Address environment, Register result, Label failed) {
        plan.call("execute " + args.getFirst(), result, new OnError.GoTo(failed, OnError.ANY), Syscall.EXECVE, program,
                plan.data().words(args, false), environment);
    }
}
