package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.FileType;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import java.nio.file.Path;

/**
 * The two fifos between create and start. The container's init sleeps on {@code exec.fifo} until start writes to it; on
 * {@code result.fifo} start learns how that went: its end means that the program runs.
 */
final class StartSteps {

    private final PlanBuilder plan;
    private final Path go;
    private final Path result;
    private final Register goFile;
    private final Register resultFile;

    /**
     * @param go     {@code exec.fifo}
     * @param result {@code result.fifo}
     */
    StartSteps(PlanBuilder plan, Path go, Path result) {
        this.plan = plan;
        this.go = go;
        this.result = result;
        goFile = plan.register("exec-fifo");
        resultFile = plan.register("result-fifo");
    }

    /** In the launcher, for init; open for both directions, so that opening waits for nobody. */
    void make() {
        make(go, goFile);
        make(result, resultFile);
    }

    private void make(Path fifo, Register file) {
        Operand.Address path = plan.data().string(fifo.toString());
        plan.call("make " + fifo, Syscall.MKNODAT, AT_FDCWD, path, flags(FileType.S_IFIFO.bits() | 0600, "S_IFIFO|0600"),
                number(0));
        plan.call("open " + fifo, file, Syscall.OPENAT, AT_FDCWD, path, flags(OpenFlag.O_RDWR, OpenFlag.O_CLOEXEC));
    }

    /** In init. */
    void await() {
        Operand.Address word = plan.data().room("go", 8);
        plan.call("wait for start", Syscall.READ, goFile, word, number(1));
        plan.call("", Syscall.CLOSE, goFile);
    }

    /** Where init writes why its program does not run. */
    Register resultFile() {
        return resultFile;
    }

    /** In start's launcher: wakes init. The plan goes on here once the program runs. */
    void start() {
        Operand.Address message = plan.data().room("why", StartFailure.SIZE);
        Label runs = plan.label("runs");
        plan.call("open " + result, resultFile, Syscall.OPENAT, AT_FDCWD, plan.data().string(result.toString()),
                flags(OpenFlag.O_RDONLY, OpenFlag.O_NONBLOCK, OpenFlag.O_CLOEXEC));
        plan.call("open " + go, goFile, Syscall.OPENAT, AT_FDCWD, plan.data().string(go.toString()),
                flags(OpenFlag.O_WRONLY, OpenFlag.O_NONBLOCK, OpenFlag.O_CLOEXEC));
        plan.call("wake the container's init", Syscall.WRITE, goFile, plan.data().string("+"), number(1));
        Operand.Address poll = plan.data().room("{result.fifo, POLLIN}", 8);
        plan.store(poll, resultFile, 4);
        plan.store(poll.plus(4), number(1), 2);
        plan.call("wait until the program runs", Syscall.PPOLL, poll, number(1), NULL, NULL, number(8));
        plan.call("learn whether the program runs", Syscall.READ, resultFile, message, number(StartFailure.SIZE));
        plan.load(resultFile, message, 8);
        plan.jumpIf(resultFile, Condition.EQUAL, number(0), runs);
        plan.tell(Topic.START_FAILED.tag(), resultFile, message.plus(8), number(StartFailure.SIZE - 8));
        plan.end(number(1));
        plan.place(runs);
    }
}
