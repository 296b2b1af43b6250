package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.PrctlOption;
import io.microcontainer.api.linux.SeccompFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;
import io.microcontainer.run.compile.seccomp.SeccompFilter;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code process.noNewPrivileges} and {@code linux.seccomp}. Loading a filter takes no_new_privs or CAP_SYS_ADMIN
 * (seccomp(2)): without the first it is loaded while the process is still privileged, else as late as can be, so that a
 * profile need allow nothing that only the runtime does.
 */
final class SeccompSteps {

    private static final Operand SET_MODE_FILTER = number(1);

    private final PlanBuilder plan;
    private final boolean noNewPrivileges;
    private final Optional<SeccompFilter> filter;
    private final Optional<SeccompAgentSteps> agent;

    SeccompSteps(PlanBuilder plan, boolean noNewPrivileges, Optional<SeccompFilter> filter,
            Optional<SeccompAgentSteps> agent) {
        this.plan = plan;
        this.noNewPrivileges = noNewPrivileges;
        this.filter = filter;
        this.agent = agent;
    }

    void beforeUserChange() {
        if (noNewPrivileges) {
            plan.call("gain no privileges any more (process.noNewPrivileges)", Syscall.PRCTL,
                    flags(PrctlOption.PR_SET_NO_NEW_PRIVS), number(1), NULL, NULL, NULL);
        } else {
            loadNow();
        }
    }

    /** In the launcher, beside {@link #beforeUserChange}. */
    void besideUserChange(Register pid, Label failed) {
        if (!noNewPrivileges) {
            agent.ifPresent(steps -> steps.inLauncher(pid, failed));
        }
    }

    /** A filter with an agent is loaded while there is still a launcher, which gives the agent its part. */
    void atLast() {
        if (noNewPrivileges && agent.isPresent()) {
            loadNow();
        }
    }

    /** In the launcher, beside {@link #atLast}. */
    void besideLast(Register pid, Label failed) {
        if (noNewPrivileges) {
            agent.ifPresent(steps -> steps.inLauncher(pid, failed));
        }
    }

    private void loadNow() {
        agent.ifPresent(SeccompAgentSteps::beforeLoad);
        load(agent.map(SeccompAgentSteps::listener).orElse(null), new OnError.Fail());
        agent.ifPresent(SeccompAgentSteps::afterLoad);
    }

    /** Right before a program takes over, if it is not loaded by then. */
    void loadLate(Register result, OnError onError) {
        if (noNewPrivileges && agent.isEmpty()) {
            load(result, onError);
        }
    }

    private void load(Register result, OnError onError) {
        filter.ifPresent(f -> {
            Operand.Address program = plan.data().bytes("{" + f.length() + " instructions}", f.program());
            Operand.Address head = plan.data().struct("{" + f.length() + ", " + program + "}",
                    new Struct().u16(f.length()).address(program));
            plan.call("load the filter of system calls (linux.seccomp)", result, onError, Syscall.SECCOMP, SET_MODE_FILTER,
                    flags(f.flags().toArray(SeccompFlag[]::new)), head);
            // It may not let pass what telling needs.
            plan.trace(false);
        });
    }
}
