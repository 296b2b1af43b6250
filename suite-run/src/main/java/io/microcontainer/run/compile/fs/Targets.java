package io.microcontainer.run.compile.fs;

import static io.microcontainer.api.linux.Errno.EEXIST;
import static io.microcontainer.api.linux.Errno.ENOENT;
import static io.microcontainer.api.linux.OpenFlag.O_CLOEXEC;
import static io.microcontainer.api.linux.OpenFlag.O_DIRECTORY;
import static io.microcontainer.api.linux.OpenFlag.O_PATH;
import static io.microcontainer.api.plan.Operand.mode;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.FileType;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import java.util.List;

/**
 * Opens the places that something is mounted on or made in, and makes them where they are missing: directories with mode
 * 0755 and empty files with 0644, one name after the other, each below the descriptor of the last.
 */
final class Targets {

    private static final int DIRECTORY_MODE = 0755;
    private static final int FILE_MODE = 0644;

    private final Calls calls;
    private final PlanBuilder plan;
    private final Registers registers;

    Targets(Calls calls, Registers registers) {
        this.calls = calls;
        this.plan = calls.plan();
        this.registers = registers;
    }

    /**
     * Opens a place as O_PATH.
     *
     * @param directory whether it is, or will be, a directory
     */
    void open(String what, ImageView.Place place, boolean directory) {
        Register target = registers.target();
        Label make = plan.label("make");
        Label back = plan.label("go-on");
        // The image's symlinks are resolved already: one that appears now is somebody's attack (CVE-2021-30465).
        calls.open(what, target, new OnError.GoTo(make, ENOENT), registers.root(), place.path(),
                place.certain() ? Calls.NO_LINK : Calls.IN_ROOT,
                directory ? new OpenFlag[] {O_PATH, O_DIRECTORY, O_CLOEXEC} : new OpenFlag[] {O_PATH, O_CLOEXEC});
        plan.place(back);
        calls.aside(() -> {
            plan.place(make);
            make(what, place.names(), directory);
            plan.jump(back);
        });
    }

    private void make(String what, List<String> names, boolean directory) {
        Register target = registers.target();
        Register parent = registers.root();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            boolean last = i == names.size() - 1;
            String step = what + ": make /" + String.join("/", names.subList(0, i + 1));
            if (last && !directory) {
                plan.call(step, null, new OnError.Ignore(EEXIST), Syscall.MKNODAT, parent, calls.text(name),
                        mode((int) FileType.S_IFREG.bits() | FILE_MODE), number(0));
                calls.open(step, target, parent, name, Calls.NO_LINK, O_PATH, O_CLOEXEC);
            } else {
                plan.call(step, null, new OnError.Ignore(EEXIST), Syscall.MKDIRAT, parent, calls.text(name),
                        mode(DIRECTORY_MODE));
                calls.open(step, target, parent, name, Calls.NO_LINK, O_PATH, O_DIRECTORY, O_CLOEXEC);
            }
            if (i > 0) {
                calls.close(parent);
            }
            if (!last) {
                plan.set(registers.other(), target);
                parent = registers.other();
            }
        }
    }
}
