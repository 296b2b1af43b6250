package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.ResourceLimit;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.ContainerProcess;
import io.microcontainer.api.oci.runtime.Rlimit;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Limits of a process by its process id. The launcher sets them: in a user namespace the process could not raise any. They
 * come last, for a limit on files or on file size would hinder the making of the container.
 */
final class LimitSteps {

    private final PlanBuilder plan;

    LimitSteps(PlanBuilder plan) {
        this.plan = plan;
    }

    /** All that is set by the process id: limits, what the kernel ends first, and how it schedules. */
    void limit(ContainerProcess process, Register pid) {
        SchedulingSteps scheduling = new SchedulingSteps(plan);
        limit(process.rlimits(), pid);
        if (process.oomScoreAdj() != null) {
            adjustOomScore(process.oomScoreAdj(), pid);
        }
        if (process.scheduler() != null) {
            scheduling.schedule(process.scheduler(), pid);
        }
        if (process.ioPriority() != null) {
            scheduling.prioritize(process.ioPriority(), pid);
        }
    }

    /** {@code process.rlimits}, by prlimit(2). */
    private void limit(List<Rlimit> rlimits, Operand pid) {
        for (Rlimit rlimit : rlimits) {
            ResourceLimit resource = ResourceLimit.valueOf(rlimit.type().word());
            String values = text(rlimit.soft()) + ":" + text(rlimit.hard());
            plan.call("limit " + resource + " to " + values + " (process.rlimits)", Syscall.PRLIMIT64, pid,
                    flags(resource.number(), resource.name()),
                    plan.data().struct("{" + values + "}", new Struct().u64(rlimit.soft()).u64(rlimit.hard())), NULL);
        }
    }

    private static String text(long value) {
        return value == -1 ? "unlimited" : Long.toUnsignedString(value);
    }

    /** {@code process.oomScoreAdj}: how readily the kernel ends the process when memory is short. */
    private void adjustOomScore(int score, Register pid) {
        Operand path = flags(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC);
        Register directory = plan.register("proc-directory");
        Register file = plan.register("oom-file");
        Operand.Address name = plan.data().room("pid", 24);
        plan.format(name, pid, file);
        plan.call("open /proc", directory, Syscall.OPENAT, AT_FDCWD, plan.data().string("/proc"), path);
        plan.call("open the process's directory in /proc", file, Syscall.OPENAT, directory, name, path);
        plan.call("", Syscall.CLOSE, directory);
        plan.call("open the process's oom_score_adj", directory, Syscall.OPENAT, file,
                plan.data().string("oom_score_adj"), flags(OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC));
        plan.call("", Syscall.CLOSE, file);
        String text = Integer.toString(score);
        plan.call("set oom_score_adj to " + text + " (process.oomScoreAdj)", Syscall.WRITE, directory,
                plan.data().string(text), number(text.getBytes(StandardCharsets.US_ASCII).length));
        plan.call("", Syscall.CLOSE, directory);
    }
}
