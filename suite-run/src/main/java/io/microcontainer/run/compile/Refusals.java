package io.microcontainer.run.compile;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
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

    /** The same with an errno for the sentence's end: negative, and 32 bits wide. */
    void inChild(PlanBuilder plan, String sentence, Register errno) {
        tell(plan, sentence, errno);
        plan.leave(Operand.number(1));
    }

    /** The launcher gives up and goes on at the label. */
    void inLauncher(PlanBuilder plan, String sentence, Label next) {
        tell(plan, sentence);
        plan.jump(next);
    }

    /** The same with an errno for the sentence's end: negative, and 32 bits wide. */
    void inLauncher(PlanBuilder plan, String sentence, Register errno, Label next) {
        tell(plan, sentence, errno);
        plan.jump(next);
    }

    private void tell(PlanBuilder plan, String sentence) {
        plan.tell(Topic.REFUSED.tag(), Operand.flags(sentences.size(), "\"" + sentence + "\""));
        sentences.add(sentence);
    }

    private void tell(PlanBuilder plan, String sentence, Register errno) {
        Operand.Address word = plan.data().room("\"" + sentence + "\", errno", 8);
        plan.store(word, Operand.number(sentences.size()), 4);
        plan.store(word.plus(4), errno, 4);
        plan.load(errno, word, 8);
        plan.tell(Topic.REFUSED.tag(), errno);
        sentences.add(sentence);
    }

    /** The sentence that a told word means: its number in the lower half, a negative errno or 0 in the upper. */
    public String sentence(long word) {
        int errno = -(int) (word >> 32);
        return sentences.get((int) word) + (errno == 0 ? "" : ": " + Errno.describe(errno));
    }
}
