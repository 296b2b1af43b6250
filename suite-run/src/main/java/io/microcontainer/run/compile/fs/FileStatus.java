package io.microcontainer.run.compile.fs;

import static io.microcontainer.api.linux.AtFlag.AT_EMPTY_PATH;
import static io.microcontainer.api.linux.AtFlag.AT_SYMLINK_NOFOLLOW;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.FileType;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;

/** Looks at an open file with statx(2), whose structure is the same on every architecture. */
final class FileStatus {

    private static final int STATX_TYPE_AND_MODE = 3;
    private static final int SIZE = 256;
    private static final int MODE = 28;
    private static final int DEVICE = 128;

    private final PlanBuilder plan;
    private final Register word;
    private Operand.Address status;

    FileStatus(PlanBuilder plan, Register scratch) {
        this.plan = plan;
        this.word = scratch;
    }

    /** Goes to a label unless a descriptor is of the null device, character device 1:3. */
    void unlessNull(String what, Operand descriptor, Label elsewhere) {
        if (status == null) {
            status = plan.data().room("status", SIZE);
        }
        plan.call(what, Syscall.STATX, descriptor, plan.data().string(""), flags(AT_EMPTY_PATH, AT_SYMLINK_NOFOLLOW),
                number(STATX_TYPE_AND_MODE), status);
        plan.load(word, status.plus(MODE), 2);
        plan.jumpIf(word, Condition.LESS, flags(FileType.S_IFCHR), elsewhere);
        plan.jumpIf(word, Condition.AT_LEAST, flags(FileType.S_IFDIR), elsewhere);
        plan.load(word, status.plus(DEVICE), 8);
        plan.jumpIf(word, Condition.NOT_EQUAL, flags(1L | 3L << 32, "1:3"), elsewhere);
    }
}
