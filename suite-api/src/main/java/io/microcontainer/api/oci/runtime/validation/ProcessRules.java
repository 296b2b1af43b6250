package io.microcontainer.api.oci.runtime.validation;

import io.microcontainer.api.json.JsonPath;
import io.microcontainer.api.json.Quoted;
import io.microcontainer.api.linux.Capability;
import io.microcontainer.api.oci.runtime.Capabilities;
import io.microcontainer.api.oci.runtime.ContainerProcess;
import io.microcontainer.api.oci.runtime.IoPriority;
import io.microcontainer.api.oci.runtime.Rlimit;
import io.microcontainer.api.oci.runtime.RlimitType;
import io.microcontainer.api.oci.runtime.Scheduler;
import io.microcontainer.api.oci.runtime.SchedulerPolicy;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rules of runtime-spec config.md, "Process". */
final class ProcessRules {

    private ProcessRules() {
    }

    static void check(Findings findings, JsonPath at, ContainerProcess process) {
        if (process.args().isEmpty()) {
            findings.error(at.field("args"), "the list is empty or missing, expected a program and its arguments");
        } else if (process.args().getFirst().isEmpty()) {
            findings.error(at.field("args").element(0), "found an empty string, expected a program");
        }
        findings.absolute(at.field("cwd"), process.cwd(), "the working directory in the container");
        environment(findings, at.field("env"), process.env());
        if (process.consoleSize() != null && process.terminal()) {
            findings.within(at.field("consoleSize").field("height"), process.consoleSize().height(), 0, 65535);
            findings.within(at.field("consoleSize").field("width"), process.consoleSize().width(), 0, 65535);
        }
        if (process.user().umask() != null && process.user().umask() > 0777) {
            findings.warning(at.field("user").field("umask"), "found " + process.user().umask() + ", bits above 511 (octal 777) have no meaning");
        }
        if (process.capabilities() != null) {
            capabilities(findings, at.field("capabilities"), process.capabilities());
        }
        rlimits(findings, at.field("rlimits"), process.rlimits());
        findings.within(at.field("oomScoreAdj"), process.oomScoreAdj(), -1000, 1000);
        if (process.scheduler() != null) {
            scheduler(findings, at.field("scheduler"), process.scheduler());
        }
        IoPriority ioPriority = process.ioPriority();
        if (ioPriority != null) {
            findings.within(at.field("ioPriority").field("priority"), ioPriority.priority(), 0, 7);
        }
        if (process.execCpuAffinity() != null) {
            JsonPath affinity = at.field("execCPUAffinity");
            NumberList.check(findings, affinity.field("initial"), process.execCpuAffinity().initial(), "CPUs");
            NumberList.check(findings, affinity.field("final"), process.execCpuAffinity().finalList(), "CPUs");
        }
    }

    /** The entry itself may be a secret, so no message shows it. */
    private static void environment(Findings findings, JsonPath at, List<String> env) {
        for (int i = 0; i < env.size(); i++) {
            findings.errorIf(env.get(i).indexOf('=') < 1, at.element(i), "the entry has no name or no equals sign, expected NAME=value");
        }
    }

    private static void capabilities(Findings findings, JsonPath at, Capabilities capabilities) {
        names(findings, at.field("bounding"), capabilities.bounding());
        names(findings, at.field("effective"), capabilities.effective());
        names(findings, at.field("inheritable"), capabilities.inheritable());
        names(findings, at.field("permitted"), capabilities.permitted());
        names(findings, at.field("ambient"), capabilities.ambient());
        Set<String> permitted = new HashSet<>(capabilities.permitted());
        Set<String> inheritable = new HashSet<>(capabilities.inheritable());
        for (int i = 0; i < capabilities.effective().size(); i++) {
            String name = capabilities.effective().get(i);
            findings.errorIf(!permitted.contains(name) && isKnown(name), at.field("effective").element(i),
                    name + " is not in permitted, and only permitted capabilities can be effective");
        }
        for (int i = 0; i < capabilities.ambient().size(); i++) {
            String name = capabilities.ambient().get(i);
            if (!(permitted.contains(name) && inheritable.contains(name)) && isKnown(name)) {
                findings.warning(at.field("ambient").element(i), name + " is not in both permitted and inheritable, so the kernel will not make it ambient");
            }
        }
    }

    private static boolean isKnown(String capability) {
        return Capability.of(capability).isPresent();
    }

    /** The specification wants a warning, not an error, for what the kernel does not know. */
    private static void names(Findings findings, JsonPath at, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            if (!isKnown(names.get(i))) {
                findings.warning(at.element(i), "found " + Quoted.of(names.get(i)) + ", expected a capability such as CAP_CHOWN; it is ignored");
            }
        }
    }

    private static void rlimits(Findings findings, JsonPath at, List<Rlimit> rlimits) {
        Set<RlimitType> seen = EnumSet.noneOf(RlimitType.class);
        for (int i = 0; i < rlimits.size(); i++) {
            Rlimit limit = rlimits.get(i);
            findings.errorIf(!seen.add(limit.type()), at.element(i).field("type"), limit.type() + " is given twice, expected each type once");
            findings.errorIf(Long.compareUnsigned(limit.soft(), limit.hard()) > 0, at.element(i).field("soft"),
                    "found " + Long.toUnsignedString(limit.soft()) + ", expected at most the hard limit, " + Long.toUnsignedString(limit.hard()));
        }
    }

    /** sched(7): a static priority is for the real-time policies, run time and deadline for SCHED_DEADLINE. */
    private static void scheduler(Findings findings, JsonPath at, Scheduler scheduler) {
        findings.within(at.field("nice"), scheduler.nice(), -20, 19);
        boolean realTime = scheduler.policy() == SchedulerPolicy.SCHED_FIFO || scheduler.policy() == SchedulerPolicy.SCHED_RR;
        int priority = scheduler.priority() == null ? 0 : scheduler.priority();
        if (realTime) {
            findings.within(at.field("priority"), priority, 1, 99);
        } else {
            findings.errorIf(priority != 0, at.field("priority"),
                    "found " + priority + " with " + scheduler.policy() + ", expected it only with SCHED_FIFO and SCHED_RR");
        }
        long runtime = zeroIfNull(scheduler.runtime());
        long deadline = zeroIfNull(scheduler.deadline());
        long period = zeroIfNull(scheduler.period());
        if (scheduler.policy() != SchedulerPolicy.SCHED_DEADLINE) {
            findings.errorIf((runtime | deadline | period) != 0, at.field("policy"),
                    "found " + scheduler.policy() + " with runtime, deadline or period, expected those only with SCHED_DEADLINE");
        } else {
            boolean ordered = runtime > 0 && Long.compareUnsigned(runtime, deadline) <= 0 && (period == 0 || Long.compareUnsigned(deadline, period) <= 0);
            findings.errorIf(!ordered, at.field("deadline"), "expected 0 < runtime <= deadline <= period with SCHED_DEADLINE, where the period may be left out");
        }
    }

    private static long zeroIfNull(Long value) {
        return value == null ? 0 : value;
    }
}
