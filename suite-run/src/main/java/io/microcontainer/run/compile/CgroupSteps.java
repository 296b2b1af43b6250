package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process with a single thread moves itself into the container's cgroup by writing 0 to files. Where it is about to lose
 * its rights on the host to a user namespace, the launcher opens the files: the kernel looks at who opened them.
 */
final class CgroupSteps {

    private final PlanBuilder plan;
    private final List<Path> files;
    private final List<Register> opened = new ArrayList<>();

    CgroupSteps(PlanBuilder plan, List<Path> files) {
        this.plan = plan;
        this.files = files;
    }

    /** In the launcher, for {@link #joinOpened} in its children. */
    void open() {
        for (Path file : files) {
            Register descriptor = plan.register("cgroup-file");
            open(file, descriptor);
            opened.add(descriptor);
        }
    }

    void closeOpened() {
        opened.forEach(descriptor -> plan.call("", Syscall.CLOSE, descriptor));
    }

    void joinOpened() {
        for (int i = 0; i < files.size(); i++) {
            join(files.get(i), opened.get(i));
        }
        closeOpened();
    }

    /** Opens and joins in one process. */
    void join() {
        if (files.isEmpty()) {
            return;
        }
        Register descriptor = plan.register("cgroup-file");
        for (Path file : files) {
            open(file, descriptor);
            join(file, descriptor);
            plan.call("", Syscall.CLOSE, descriptor);
        }
    }

    private void open(Path file, Register descriptor) {
        plan.call("open the cgroup " + file.getParent(), descriptor, Syscall.OPENAT, AT_FDCWD,
                plan.data().string(file.toString()), flags(OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC));
    }

    private void join(Path file, Operand descriptor) {
        plan.call("join the cgroup " + file.getParent(), Syscall.WRITE, descriptor, plan.data().string("0"), number(1));
    }
}
