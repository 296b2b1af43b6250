package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;

/** Sends the word of a {@link StartFailure}. */
final class FailureWord {

    private final PlanBuilder plan;

    FailureWord(PlanBuilder plan) {
        this.plan = plan;
    }

    /**
     * @param negative the negative errno
     * @param stage    ordinal of the kind
     * @param to       descriptor that the word is written to
     */
    void send(Register negative, Register stage, Register to) {
        Operand.Address word = plan.data().room("why", 8);
        plan.store(word, negative, 4);
        plan.store(word.plus(4), stage, 4);
        plan.call("say why the program does not run", Syscall.WRITE, to, word, number(8));
    }
}
