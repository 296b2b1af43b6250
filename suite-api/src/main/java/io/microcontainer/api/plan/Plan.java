package io.microcontainer.api.plan;

import java.util.List;
import java.util.Map;

/**
 * A program of system calls for the launcher, compiled by {@link PlanBuilder}.
 *
 * @param title    what the whole plan does, as {@code create container web}
 * @param steps    the steps in order
 * @param labels   names of places: index of the step behind the label, to the label's names
 * @param data     what fills the data segment; zeros follow
 * @param dataSize size of the data segment
 * @param cleanup  index of the first step to take after a failure in the launcher itself, or -1
 * @param recovery the command that cleans up should the engine die while the plan runs
 * @param sealed   whether the launcher first turns into a sealed copy of itself: for plans that enter a container
 */
public record Plan(String title, List<Step> steps, Map<Integer, List<String>> labels, byte[] data, int dataSize,
        int cleanup, Recovery recovery, boolean sealed) {

    /**
     * How the launcher cleans up without this engine.
     *
     * @param words   the command's words with the tool's name first
     * @param address where the data segment holds them
     */
    public record Recovery(List<String> words, long address) {
        public Recovery {
            words = List.copyOf(words);
        }

        /** No recovery: the launcher only reports. */
        public static final Recovery NONE = new Recovery(List.of(), 0);
    }

    /** What step an index means, in the user's words: the step's own label or that of the nearest labelled step before it. */
    public String describe(int index) {
        for (int i = Math.min(index, steps.size() - 1); i >= 0; i--) {
            if (!steps.get(i).what().isEmpty()) {
                return steps.get(i).what();
            }
        }
        return title;
    }
}
