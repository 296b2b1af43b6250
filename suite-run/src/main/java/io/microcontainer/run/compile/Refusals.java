package io.microcontainer.run.compile;

import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * Sentences with which a plan gives up though no system call failed, or where an errno alone would not tell the user what
 * is wrong. The plan tells the sentence's number; the engine looks it up here.
 */
public final class Refusals {

    private final List<String> sentences = new ArrayList<>();

    /** A spawned process gives up. */
    void inChild(PlanBuilder plan, String sentence) {
        tell(plan, sentence);
        plan.leave(Operand.number(1));
    }

    /** The launcher gives up and goes on at the label. */
    void inLauncher(PlanBuilder plan, String sentence, Label next) {
        tell(plan, sentence);
        plan.jump(next);
    }

    private void tell(PlanBuilder plan, String sentence) {
        plan.tell(Topic.REFUSED.tag(), Operand.flags(sentences.size(), "\"" + sentence + "\""));
        sentences.add(sentence);
    }

    /** The sentence that a told number means. */
    public String sentence(long number) {
        return sentences.get(Math.toIntExact(number));
    }
}
