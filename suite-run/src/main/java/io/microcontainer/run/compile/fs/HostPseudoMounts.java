package io.microcontainer.run.compile.fs;

import static io.microcontainer.api.linux.Errno.EINVAL;
import static io.microcontainer.api.linux.Errno.ENOENT;
import static io.microcontainer.api.linux.Errno.EPERM;
import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;

import io.microcontainer.api.linux.MountFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.linux.UnmountFlag;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The host's own procfs and sysfs mounts. Without pivot_root(2) they stay in the container's mount namespace, where the
 * kernel takes them as leave to mount an unmasked procfs again: so they go, or are covered where they cannot.
 */
final class HostPseudoMounts {

    private final Calls calls;
    private final PlanBuilder plan;

    HostPseudoMounts(Calls calls) {
        this.calls = calls;
        this.plan = calls.plan();
    }

    /** Hides those outside of the container's root. */
    void hide(Path rootfs) {
        for (String mountPoint : mountPoints(rootfs)) {
            String what = "hide the host's " + mountPoint;
            Label cover = plan.label("cover");
            Label back = plan.label("hidden");
            plan.call(what, null, new OnError.GoTo(cover, EINVAL, EPERM, ENOENT), Syscall.UMOUNT2,
                    calls.text(mountPoint), flags(UnmountFlag.MNT_DETACH));
            plan.jump(back);
            plan.place(cover);
            plan.call(what, null, new OnError.Ignore(ENOENT), Syscall.MOUNT, calls.text("tmpfs"),
                    calls.text(mountPoint), calls.text("tmpfs"), flags(MountFlag.MS_RDONLY), NULL);
            plan.place(back);
        }
    }

    private static List<String> mountPoints(Path rootfs) {
        List<String> found = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1)) {
                String[] fields = line.split(" ");
                int separator = List.of(fields).indexOf("-");
                if (separator < 0 || fields.length < separator + 2) {
                    continue;
                }
                String type = fields[separator + 1];
                String at = fields[4];
                boolean whole = fields[3].equals("/") && (type.equals("proc") || type.equals("sysfs"));
                // An octal escape stands for a character that no usual mount point of these has.
                if (whole && at.indexOf('\\') < 0 && !Path.of(at).startsWith(rootfs)) {
                    found.add(at);
                }
            }
        } catch (IOException e) {
            throw new RunException("read the host's mounts from /proc/self/mountinfo: " + e.getMessage(), e);
        }
        return found;
    }
}
