package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Flag;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.ResolveFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;
import java.util.List;

/**
 * HOME, where the config does not set it, is the one of the container's own /etc/passwd, as in runc. The container's process
 * reads the file, for only there it is what the container sees; the engine understands it.
 */
public final class HomeSteps {

    /** More of the file than anyone needs, in bytes; it is the image's and may be of any size. */
    public static final int FILE_LIMIT = 64 << 10;
    private static final int HOME_LIMIT = 4096;

    private final PlanBuilder plan;
    private final SyncSocket sync;
    private final Operand.Address file;
    private final Operand.Address home;
    private final Register descriptor;
    private final Register size;

    HomeSteps(PlanBuilder plan, SyncSocket sync) {
        this.plan = plan;
        this.sync = sync;
        file = plan.data().room("passwd", FILE_LIMIT);
        home = plan.data().room("HOME=…", HOME_LIMIT);
        descriptor = plan.register("passwd");
        size = plan.register("passwd-size");
    }

    /** Whether settings of the form {@code NAME=value} lack a home. */
    public static boolean needed(List<String> env) {
        return env.stream().noneMatch(setting -> setting.startsWith("HOME=") && setting.length() > "HOME=".length());
    }

    /** Where the setting will lie, for the program's environment and for the engine's answer. */
    Operand.Address setting() {
        return home;
    }

    void inChild() {
        Label none = plan.label("none");
        Label read = plan.label("read");
        long open = Flag.all(OpenFlag.O_CLOEXEC, OpenFlag.O_NONBLOCK, OpenFlag.O_NOCTTY);
        Operand.Address how = plan.data().struct("{O_CLOEXEC|O_NONBLOCK|O_NOCTTY, RESOLVE_NO_MAGICLINKS}",
                new Struct().u64(open).u64(0).u64(ResolveFlag.RESOLVE_NO_MAGICLINKS.bits()));
        plan.call("open the container's /etc/passwd", descriptor, new OnError.GoTo(none, OnError.ANY), Syscall.OPENAT2,
                AT_FDCWD, plan.data().string("/etc/passwd"), how, number(24));
        plan.call("read the container's /etc/passwd", size, new OnError.GoTo(none, OnError.ANY), Syscall.READ,
                descriptor, file, number(FILE_LIMIT));
        plan.call("", Syscall.CLOSE, descriptor);
        plan.jumpIf(size, Condition.AT_LEAST, number(1), read);
        plan.place(none);
        plan.set(size, number(1));
        plan.place(read);
        plan.call("ask for the user's home", Syscall.WRITE, sync.childEnd(), file, size);
        plan.call("learn the user's home", Syscall.READ, sync.childEnd(), home, number(HOME_LIMIT));
    }

    void inLauncher(Label ended) {
        plan.call("wait for the container's /etc/passwd", size, new OnError.GoTo(ended, OnError.ANY), Syscall.READ,
                sync.launcherEnd(), file, number(FILE_LIMIT));
        plan.jumpIf(size, Condition.LESS, number(1), ended);
        plan.tell(Topic.PASSWD.tag(), number(0), file, size);
        plan.await("find the user's home", Topic.HOME.tag(), number(0), size);
        sync.sendToChild("pass on the user's home", home, size, ended);
    }
}
