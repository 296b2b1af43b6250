package io.microcontainer.run.compile.fs;

import static io.microcontainer.api.linux.OpenFlag.O_CLOEXEC;
import static io.microcontainer.api.linux.OpenFlag.O_DIRECTORY;
import static io.microcontainer.api.linux.OpenFlag.O_PATH;
import static io.microcontainer.api.plan.Operand.AT_FDCWD;

import io.microcontainer.api.linux.FilesystemMagic;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import java.util.List;

/**
 * A procfs that is attached nowhere, so that nothing can be mounted over its files. Where the pid namespace does not let
 * this user namespace have one, the host's, which no image controls.
 */
final class PrivateProcfs {

    private static final int STATFS_SIZE = 120;

    private final Calls calls;
    private final PlanBuilder plan;
    private final Registers registers;
    private Register procfs;

    PrivateProcfs(Calls calls, Registers registers) {
        this.calls = calls;
        this.plan = calls.plan();
        this.registers = registers;
    }

    /** Opens it, the first time only. */
    Register open() {
        if (procfs != null) {
            return procfs;
        }
        procfs = plan.register("procfs");
        String what = "open a private procfs";
        Label refused = plan.label("refused");
        Label back = plan.label("go-on");
        new FilesystemMounts(calls, registers).makeOr(what,
                new Filesystem("proc", "proc", List.of(), List.of(), AttributeChange.NONE), refused);
        plan.set(procfs, registers.mount());
        plan.place(back);
        calls.aside(() -> {
            plan.place(refused);
            calls.open("open the host's /proc", procfs, AT_FDCWD, "/proc", Calls.HOST, O_PATH, O_DIRECTORY, O_CLOEXEC);
            check("check that the host's /proc is a procfs");
            plan.jump(back);
        });
        return procfs;
    }

    /** A container that waits for its start must not reach it by the descriptors of its init: nothing is masked there. */
    void close() {
        if (procfs != null) {
            calls.close(procfs);
        }
    }

    private void check(String what) {
        Operand.Address status = plan.data().room("statfs", STATFS_SIZE);
        Label good = plan.label("procfs");
        plan.call(what, Syscall.FSTATFS, procfs, status);
        plan.load(registers.word(), status, 8);
        plan.jumpIf(registers.word(), Condition.EQUAL, Operand.flags(FilesystemMagic.PROC_SUPER_MAGIC), good);
        calls.refuse("/proc of the host is not a procfs");
        plan.place(good);
    }
}
