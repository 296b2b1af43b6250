package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import java.nio.charset.StandardCharsets;

/** A process's directory in the caller's own procfs (proc(5)), for a plan that learns the process id as it runs. */
final class ProcDirectory {

    private final PlanBuilder plan;
    private final Register directory;
    private final Register file;

    ProcDirectory(PlanBuilder plan) {
        this.plan = plan;
        directory = plan.register("proc-directory");
        file = plan.register("proc-file");
    }

    void open(Register pid) {
        Operand path = flags(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC);
        Operand.Address name = plan.data().room("pid", 24);
        plan.format(name, pid, directory);
        plan.call("open /proc", file, Syscall.OPENAT, AT_FDCWD, plan.data().string("/proc"), path);
        plan.call("open the process's directory in /proc", directory, Syscall.OPENAT, file, name, path);
        plan.call("", Syscall.CLOSE, file);
    }

    /** Opens one of its files to read. */
    Register file(String name) {
        openFile(name, OpenFlag.O_RDONLY);
        return file;
    }

    /** Writes a file in one write(2), as the kernel wants it. */
    void write(String what, String name, String text) {
        openFile(name, OpenFlag.O_WRONLY);
        plan.call(what, Syscall.WRITE, file, plan.data().string(text),
                number(text.getBytes(StandardCharsets.UTF_8).length));
        plan.call("", Syscall.CLOSE, file);
    }

    private void openFile(String name, OpenFlag how) {
        plan.call("open the process's " + name, file, Syscall.OPENAT, directory, plan.data().string(name),
                flags(how, OpenFlag.O_CLOEXEC));
    }

    void close() {
        plan.call("", Syscall.CLOSE, directory);
    }
}
