package io.microcontainer.api.session;

import io.microcontainer.api.plan.Plan;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * All that one command may see of the world of its caller. Many sessions live in one engine at a time, so a command takes
 * arguments, environment, working directory and streams from here and never from {@code System}.
 */
public interface Session {

    /** How the command was called. */
    Invocation invocation();

    /** The caller's standard input, fetched as it is read. */
    InputStream in();

    /** The caller's standard output. */
    PrintStream out();

    /** The caller's standard error. */
    PrintStream err();

    /**
     * Runs a plan in the caller's process tree and waits for its end.
     *
     * @param plan     the system calls to make
     * @param dialogue hears what the plan tells and answers what it asks, on this thread
     * @return what the plan left in its result
     * @throws PlanFailure if a step failed; the plan's own cleanup has run by then
     * @throws SessionLost if the launcher is gone; nothing more can be done in the caller's process tree
     */
    PlanResult execute(Plan plan, Dialogue dialogue);

    /**
     * Says that a sealed plan is about to come, so that the launcher can make its sealed copy while the command still
     * thinks. Only a gain of time: {@link #execute} does not need it.
     */
    default void prepareSealed() {
    }

    /**
     * Lets a plan begin while its rest is compiled ({@link io.microcontainer.api.plan.PlanBuilder#beginning}); {@link #execute} with the
     * whole plan, or {@link #abandon}, has to follow. Only a gain of time, like {@link #prepareSealed}.
     */
    default void begin(Plan beginning) {
    }

    /** The rest of a plan that was begun does not come: waits until what it began is taken back. Fine if none was begun. */
    default void abandon() {
    }

    /**
     * Does what the caller need not wait for: it runs when the command has been answered, whether the caller heard the answer or
     * not. A failure is for the engine's log only.
     */
    default void afterwards(Runnable work) {
        work.run();
    }

    /** Resolves a path as the caller means it: relative to the caller's working directory, {@code /dev/fd/N} among its descriptors. */
    default Path resolve(String path) {
        return CallerPath.of(invocation().workingDirectory().resolve(path).normalize(), invocation().pid());
    }
}
