package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.IoPriority;
import io.microcontainer.api.oci.runtime.IoPriorityClass;
import io.microcontainer.api.oci.runtime.Scheduler;
import io.microcontainer.api.oci.runtime.SchedulerFlag;
import io.microcontainer.api.oci.runtime.SchedulerPolicy;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Struct;

/** How the kernel schedules a process and its disk accesses, sched(7); by its process id, as the launcher. */
final class SchedulingSteps {

    private static final int WHO_PROCESS = 1;
    private static final int CLASS_SHIFT = 13;

    private final PlanBuilder plan;

    SchedulingSteps(PlanBuilder plan) {
        this.plan = plan;
    }

    /** {@code process.scheduler}, by sched_setattr(2). */
    void schedule(Scheduler scheduler, Operand pid) {
        long flags = 0;
        for (SchedulerFlag flag : scheduler.flags()) {
            flags |= bit(flag);
        }
        Struct attributes = new Struct().u32(48).u32(numberOf(scheduler.policy())).u64(flags).u32(or0(scheduler.nice()))
                .u32(or0(scheduler.priority())).u64(or0(scheduler.runtime())).u64(or0(scheduler.deadline()))
                .u64(or0(scheduler.period()));
        String text = "{" + scheduler.policy() + ", nice=" + or0(scheduler.nice()) + ", priority="
                + or0(scheduler.priority()) + "}";
        plan.call("schedule the program by " + scheduler.policy() + " (process.scheduler)", Syscall.SCHED_SETATTR, pid,
                plan.data().struct(text, attributes), number(0));
    }

    /** {@code process.ioPriority}, by ioprio_set(2). */
    void prioritize(IoPriority priority, Operand pid) {
        long value = numberOf(priority.ioClass()) << CLASS_SHIFT | or0(priority.priority());
        plan.call("give disk accesses the priority " + priority.ioClass() + " " + or0(priority.priority())
                + " (process.ioPriority)", Syscall.IOPRIO_SET, flags(WHO_PROCESS, "IOPRIO_WHO_PROCESS"), pid,
                number(value));
    }

    private static long or0(Number value) {
        return value == null ? 0 : value.longValue();
    }

    private static long numberOf(SchedulerPolicy policy) {
        return switch (policy) {
            case SCHED_OTHER -> 0;
            case SCHED_FIFO -> 1;
            case SCHED_RR -> 2;
            case SCHED_BATCH -> 3;
            case SCHED_ISO -> 4;
            case SCHED_IDLE -> 5;
            case SCHED_DEADLINE -> 6;
        };
    }

    private static long numberOf(IoPriorityClass ioClass) {
        return switch (ioClass) {
            case IOPRIO_CLASS_RT -> 1;
            case IOPRIO_CLASS_BE -> 2;
            case IOPRIO_CLASS_IDLE -> 3;
        };
    }

    private static long bit(SchedulerFlag flag) {
        return switch (flag) {
            case SCHED_FLAG_RESET_ON_FORK -> 0x1;
            case SCHED_FLAG_RECLAIM -> 0x2;
            case SCHED_FLAG_DL_OVERRUN -> 0x4;
            case SCHED_FLAG_KEEP_POLICY -> 0x8;
            case SCHED_FLAG_KEEP_PARAMS -> 0x10;
            case SCHED_FLAG_UTIL_CLAMP_MIN -> 0x20;
            case SCHED_FLAG_UTIL_CLAMP_MAX -> 0x40;
        };
    }
}
