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
import io.microcontainer.api.oci.runtime.RlimitType;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Limits of a process, how the kernel schedules it, and what it ends first. In a user namespace the process could raise no
 * limit, so the launcher sets them by its process id. Else the process itself does so before it changes its user, for then a
 * launcher with less than all capabilities may not.
 */
final class LimitSteps {

    /** A process needs descriptors until it is its program; the last of them are numbered up from here. */
    private static final long WORKING_FILES = 1024;

    private static final Operand SELF = flags(0, "self");

    private final PlanBuilder plan;
    private final ContainerProcess process;
    private final boolean byLauncher;

    /** @param byLauncher whether the process is in a user namespace */
    LimitSteps(PlanBuilder plan, ContainerProcess process, boolean byLauncher) {
        this.plan = plan;
        this.process = process;
        this.byLauncher = byLauncher;
    }

    /** In the launcher, when the process is ready. */
    void inLauncher(Register pid) {
        if (process.oomScoreAdj() != null) {
            adjustOomScore(process.oomScoreAdj(), pid);
        }
        if (byLauncher) {
            process.rlimits().forEach(rlimit -> set(rlimit, pid));
            schedule(pid);
        }
    }

    /** In the process, as root. */
    void beforeUserChange() {
        if (byLauncher) {
            return;
        }
        for (Rlimit rlimit : process.rlimits()) {
            if (!ofFiles(rlimit)) {
                set(rlimit, SELF);
            } else if (Long.compareUnsigned(rlimit.hard(), WORKING_FILES) >= 0) {
                long soft = Long.compareUnsigned(rlimit.soft(), WORKING_FILES) < 0 ? WORKING_FILES : rlimit.soft();
                set(new Rlimit(rlimit.type(), soft, rlimit.hard(), Map.of()), SELF);
            }
        }
        schedule(SELF);
    }

    /** In the process, when it opens no more files: anyone may lower a limit. */
    void atLast() {
        if (!byLauncher) {
            process.rlimits().stream().filter(LimitSteps::ofFiles)
                    .filter(rlimit -> Long.compareUnsigned(rlimit.soft(), WORKING_FILES) < 0)
                    .forEach(rlimit -> set(rlimit, SELF));
        }
    }

    private static boolean ofFiles(Rlimit rlimit) {
        return rlimit.type() == RlimitType.RLIMIT_NOFILE;
    }

    private void schedule(Operand pid) {
        SchedulingSteps scheduling = new SchedulingSteps(plan);
        if (process.scheduler() != null) {
            scheduling.schedule(process.scheduler(), pid);
        }
        if (process.ioPriority() != null) {
            scheduling.prioritize(process.ioPriority(), pid);
        }
    }

    /** One of {@code process.rlimits}, by prlimit(2). */
    private void set(Rlimit rlimit, Operand pid) {
        ResourceLimit resource = ResourceLimit.valueOf(rlimit.type().word());
        String values = text(rlimit.soft()) + ":" + text(rlimit.hard());
        plan.call("limit " + resource + " to " + values + " (process.rlimits)", Syscall.PRLIMIT64, pid,
                flags(resource.number(), resource.name()),
                plan.data().struct("{" + values + "}", new Struct().u64(rlimit.soft()).u64(rlimit.hard())), NULL);
    }

    private static String text(long value) {
        return value == -1 ? "unlimited" : Long.toUnsignedString(value);
    }

    /** {@code process.oomScoreAdj}: how readily the kernel ends the process when memory is short. */
    private void adjustOomScore(int score, Register pid) {
        ProcDirectory directory = new ProcDirectory(plan);
        directory.open(pid);
        directory.write("set oom_score_adj to " + score + " (process.oomScoreAdj)", "oom_score_adj",
                Integer.toString(score));
        directory.close();
    }
}
