package io.microcontainer.run.compile.fs;

import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;

/**
 * The registers of the file system part: few, for a plan has 126 for all.
 *
 * @param root   the container's root mount, open from {@link RootFileSystem#open} until the root is changed
 * @param target where something is to be mounted or made
 * @param mount  a mount that is attached nowhere yet
 * @param other  for whatever lies between two steps
 * @param word   a number that is looked at
 */
record Registers(Register root, Register target, Register mount, Register other, Register word) {

    static Registers of(PlanBuilder plan) {
        return new Registers(plan.register("root"), plan.register("target"), plan.register("mount"),
                plan.register("other"), plan.register("word"));
    }
}
