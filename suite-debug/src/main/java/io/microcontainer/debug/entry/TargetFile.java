package io.microcontainer.debug.entry;

import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Flag;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.ResolveFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.api.plan.Struct;
import io.microcontainer.api.session.Dialogue;
import io.microcontainer.api.session.Session;
import java.nio.charset.StandardCharsets;

/** Reads a small file of the target, by its path in the target: no link of the target leads out of there. */
public final class TargetFile {

    private static final int LIMIT = 256 << 10;
    private static final int CONTENT = 1;

    private TargetFile() {
    }

    /** The file's text, at most 256 KiB; empty if there is none. */
    public static String read(Session session, int pid, String path) {
        PlanBuilder plan = new PlanBuilder("read /" + path + " of process " + pid);
        Steps steps = new Steps(plan);
        Register root = plan.register("root");
        Register file = plan.register("file");
        Register length = plan.register("length");
        Label done = plan.label("done");
        steps.open("open the root directory of process " + pid, root, Steps.FAIL, Operand.AT_FDCWD,
                "/proc/" + pid + "/root", OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC);
        // Not blocking: it may be a fifo.
        plan.call("open /" + path + " of process " + pid, file, Steps.IGNORE, Syscall.OPENAT2, root, plan.data().string(path),
                plan.data().struct("{O_RDONLY|O_NONBLOCK|O_CLOEXEC, RESOLVE_IN_ROOT|RESOLVE_NO_MAGICLINKS}", new Struct()
                        .u64(Flag.all(OpenFlag.O_RDONLY, OpenFlag.O_NONBLOCK, OpenFlag.O_NOCTTY, OpenFlag.O_CLOEXEC)).u64(0)
                        .u64(Flag.all(ResolveFlag.RESOLVE_IN_ROOT, ResolveFlag.RESOLVE_NO_MAGICLINKS))), number(24));
        steps.close(root);
        steps.ifFailed(file, done);
        Operand.Address room = plan.data().room("content", LIMIT);
        plan.call("", length, Steps.IGNORE, Syscall.READ, file, room, number(LIMIT));
        steps.close(file);
        steps.ifFailed(length, done);
        plan.tell(CONTENT, number(0), room, length);
        plan.place(done);
        plan.end();
        String[] text = { "" };
        session.execute(plan.build(), new Dialogue() {
            @Override
            public void told(int tag, long value, byte[] data) {
                if (tag == CONTENT) {
                    text[0] = new String(data, StandardCharsets.UTF_8);
                }
            }
        });
        return text[0];
    }
}
