package io.microcontainer.run.compile.fs;

import static io.microcontainer.api.linux.AtFlag.AT_SYMLINK_NOFOLLOW;
import static io.microcontainer.api.linux.OpenFlag.O_CLOEXEC;
import static io.microcontainer.api.linux.OpenFlag.O_CREAT;
import static io.microcontainer.api.linux.OpenFlag.O_DIRECTORY;
import static io.microcontainer.api.linux.OpenFlag.O_EXCL;
import static io.microcontainer.api.linux.OpenFlag.O_PATH;
import static io.microcontainer.api.linux.OpenFlag.O_RDONLY;
import static io.microcontainer.api.linux.OpenFlag.O_WRONLY;
import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.mode;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.FileType;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.IdMapping;
import io.microcontainer.api.oci.runtime.LinuxConfig;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * {@code tmpcopyup}: a new tmpfs starts with a copy of the image's directory that it covers: files, directories and symlinks
 * with their owners and modes. What there is to copy is listed when the plan is made; the plan opens every file again below
 * the image's directory and follows no symlink.
 */
final class TmpCopyUp {

    private static final int MOST_FILES = 20_000;
    private static final long MOST_AT_ONCE = 1L << 30;

    private final Calls calls;
    private final PlanBuilder plan;
    private final Registers registers;
    private final LinuxConfig linux;
    private Register copied;

    TmpCopyUp(Calls calls, Registers registers, LinuxConfig linux) {
        this.calls = calls;
        this.plan = calls.plan();
        this.registers = registers;
        this.linux = linux;
    }

    /**
     * Fills the tmpfs in the register for mounts.
     *
     * @param place  where the mount's destination leads
     * @param source that directory of the image, on the host
     */
    void fill(MountEntry entry, ImageView.Place place, Path source) {
        copied = copied == null ? plan.register("copied") : copied;
        calls.open("open " + entry.destination() + " of the image to copy it", registers.target(), registers.root(),
                place.path(), Calls.NO_LINK, O_PATH, O_DIRECTORY, O_CLOEXEC);
        try (Stream<Path> all = Files.walk(source)) {
            int files = 0;
            for (Iterator<Path> file = all.iterator(); file.hasNext(); files++) {
                if (files > MOST_FILES) {
                    throw new RunException(entry.where() + " (tmpcopyup): " + entry.destination() + " of the image has more "
                            + "than " + MOST_FILES + " files; leave out tmpcopyup, or bind a directory of the host");
                }
                Path next = file.next();
                copy(entry, source.relativize(next).toString(), next);
            }
        } catch (IOException e) {
            throw new RunException(entry.where() + " (tmpcopyup): " + entry.destination()
                    + " of the image cannot be read: " + e.getMessage(), e);
        }
        calls.close(registers.target());
    }

    private void copy(MountEntry entry, String name, Path file) throws IOException {
        Map<String, Object> status = Files.readAttributes(file, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
        int fileMode = (Integer) status.get("mode");
        int type = fileMode & (int) FileType.S_IFMT.bits();
        String what = "copy " + entry.destination() + (name.isEmpty() ? "" : "/" + name) + " of the image";
        boolean top = name.isEmpty();
        Operand.Address path = calls.text(top ? "." : name);
        if (Files.isSymbolicLink(file)) {
            plan.call(what, Syscall.SYMLINKAT, calls.text(Files.readSymbolicLink(file).toString()), registers.mount(),
                    path);
        } else if (type == FileType.S_IFDIR.bits()) {
            if (!top) {
                plan.call(what, Syscall.MKDIRAT, registers.mount(), path, mode(0700));
            }
        } else if (type == FileType.S_IFREG.bits()) {
            content(what, name, path);
        } else if (type == FileType.S_IFIFO.bits()) {
            plan.call(what, Syscall.MKNODAT, registers.mount(), path, mode(fileMode), number(0));
        } else {
            // A socket or a device node: the one is dead, the other is for linux.devices to make.
            return;
        }
        OptionalLong uid = inside(linux.uidMappings(), (Integer) status.get("uid"));
        OptionalLong gid = inside(linux.gidMappings(), (Integer) status.get("gid"));
        if (uid.isPresent() && gid.isPresent()) {
            plan.call(what, Syscall.FCHOWNAT, registers.mount(), path, number(uid.getAsLong()),
                    number(gid.getAsLong()), flags(AT_SYMLINK_NOFOLLOW));
        }
        boolean asked = top && entry.options().data().stream().anyMatch(d -> d.contains("mode="));
        if (!Files.isSymbolicLink(file) && !asked) {
            plan.call(what, Syscall.FCHMODAT, registers.mount(), path, mode(fileMode & 07777));
        }
    }

    private void content(String what, String name, Operand.Address path) {
        calls.open(what, registers.other(), registers.target(), name, Calls.NO_LINK, O_RDONLY, O_CLOEXEC);
        plan.call(what, registers.word(), new OnError.Fail(), Syscall.OPENAT, registers.mount(), path,
                flags(O_WRONLY, O_CREAT, O_EXCL, O_CLOEXEC), mode(0600));
        Label more = plan.label("more");
        plan.place(more);
        plan.call(what, copied, new OnError.Fail(), Syscall.SENDFILE, registers.word(), registers.other(), NULL,
                number(MOST_AT_ONCE));
        plan.jumpIf(number(0), Condition.LESS, copied, more);
        calls.close(registers.word());
        calls.close(registers.other());
    }

    /** An id of the host as a user namespace with these mappings sees it. */
    private static OptionalLong inside(List<IdMapping> mappings, int hostId) {
        long id = Integer.toUnsignedLong(hostId);
        if (mappings.isEmpty()) {
            return OptionalLong.of(id);
        }
        return mappings.stream().filter(m -> id >= m.hostId() && id < m.hostId() + m.size())
                .mapToLong(m -> id - m.hostId() + m.containerId()).findFirst();
    }
}
