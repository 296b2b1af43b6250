package io.microcontainer.run.compile.fs;

import static io.microcontainer.api.linux.Errno.EPERM;
import static io.microcontainer.api.linux.FilesystemContextFlag.FSMOUNT_CLOEXEC;
import static io.microcontainer.api.linux.FilesystemContextFlag.FSOPEN_CLOEXEC;
import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.FsConfigCommand;
import io.microcontainer.api.linux.MountAttribute;
import io.microcontainer.api.linux.MountFlag;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Makes new file systems: fsopen(2), fsconfig(2), fsmount(2); mount(2) where those do not take what is asked for. */
final class FilesystemMounts {

    private final Calls calls;
    private final PlanBuilder plan;
    private final Registers registers;

    FilesystemMounts(Calls calls, Registers registers) {
        this.calls = calls;
        this.plan = calls.plan();
        this.registers = registers;
    }

    /** Makes a file system and a mount of it that is attached nowhere yet, in the register for mounts. */
    void make(String what, Filesystem fs) {
        make(what, fs, new OnError.Fail());
    }

    /** The same, but goes to a label if the namespaces of this process may not have one (EPERM). */
    void makeOr(String what, Filesystem fs, Label refused) {
        make(what, fs, new OnError.GoTo(refused, EPERM));
    }

    private void make(String what, Filesystem fs, OnError onError) {
        Register context = registers.other();
        plan.call(what, context, onError, Syscall.FSOPEN, calls.text(fs.type()), flags(FSOPEN_CLOEXEC));
        configure(what, context, fs);
        command(what, context, FsConfigCommand.FSCONFIG_CMD_CREATE, onError);
        plan.call(what, registers.mount(), onError, Syscall.FSMOUNT, context, flags(FSMOUNT_CLOEXEC),
                attributes(fs.attributes()));
        calls.close(context);
    }

    /** Gives a file system that is being made or changed its parameters. */
    void configure(String what, Register context, Filesystem fs) {
        if (!fs.source().isEmpty()) {
            plan.call("", Syscall.FSCONFIG, context, command(FsConfigCommand.FSCONFIG_SET_STRING),
                    calls.text("source"), calls.text(fs.source()), number(0));
        }
        for (String parameter : fs.parameters()) {
            int sign = parameter.indexOf('=');
            String step = what + ": option " + parameter;
            if (sign < 0) {
                flag(step, context, parameter);
            } else {
                plan.call(step, Syscall.FSCONFIG, context, command(FsConfigCommand.FSCONFIG_SET_STRING),
                        calls.text(parameter.substring(0, sign)), calls.text(parameter.substring(sign + 1)),
                        number(0));
            }
        }
        fs.superblock().forEach(f -> flag(what + ": option " + f, context, f));
    }

    /** FSCONFIG_CMD_CREATE or FSCONFIG_CMD_RECONFIGURE. */
    void command(String what, Register context, FsConfigCommand command, OnError onError) {
        plan.call(what, null, onError, Syscall.FSCONFIG, context, command(command), NULL, NULL, number(0));
    }

    private void flag(String what, Register context, String name) {
        plan.call(what, Syscall.FSCONFIG, context, command(FsConfigCommand.FSCONFIG_SET_FLAG), calls.text(name), NULL,
                number(0));
    }

    private static Operand command(FsConfigCommand command) {
        return flags(command);
    }

    private static Operand attributes(AttributeChange attributes) {
        return attributes.set().isEmpty() ? number(0)
                : flags(attributes.set().stream().sorted().toArray(MountAttribute[]::new));
    }

    /**
     * mount(2) on the place that the target register has open: by the working directory, for mount(2) takes no
     * descriptor. The new mount ends up in the register for mounts.
     */
    void mountHere(String what, Filesystem fs, ImageView.Place place) {
        String data = String.join(",", fs.parameters());
        plan.call(what, Syscall.FCHDIR, registers.target());
        plan.call(what, Syscall.MOUNT, calls.text(fs.source()), calls.text("."), calls.text(fs.type()),
                flags(mountFlags(fs).toArray(MountFlag[]::new)), data.isEmpty() ? NULL : calls.text(data));
        calls.open(what, registers.mount(), registers.root(), place.path(), Calls.NO_LINK,
                OpenFlag.O_PATH, OpenFlag.O_CLOEXEC);
    }

    private static Set<MountFlag> mountFlags(Filesystem fs) {
        Set<MountFlag> all = new LinkedHashSet<>();
        for (MountAttribute attribute : fs.attributes().set().stream().sorted().toList()) {
            all.addAll(switch (attribute) {
                case MOUNT_ATTR_RDONLY -> List.of(MountFlag.MS_RDONLY);
                case MOUNT_ATTR_NOSUID -> List.of(MountFlag.MS_NOSUID);
                case MOUNT_ATTR_NODEV -> List.of(MountFlag.MS_NODEV);
                case MOUNT_ATTR_NOEXEC -> List.of(MountFlag.MS_NOEXEC);
                case MOUNT_ATTR_NOATIME -> List.of(MountFlag.MS_NOATIME);
                case MOUNT_ATTR_STRICTATIME -> List.of(MountFlag.MS_STRICTATIME);
                case MOUNT_ATTR_NODIRATIME -> List.of(MountFlag.MS_NODIRATIME);
                case MOUNT_ATTR_NOSYMFOLLOW -> List.of(MountFlag.MS_NOSYMFOLLOW);
                case MOUNT_ATTR_RELATIME, MOUNT_ATTR__ATIME, MOUNT_ATTR_IDMAP -> List.<MountFlag>of();
            });
        }
        for (String flag : fs.superblock()) {
            all.addAll(switch (flag) {
                case "ro" -> List.of(MountFlag.MS_RDONLY);
                case "sync" -> List.of(MountFlag.MS_SYNCHRONOUS);
                case "dirsync" -> List.of(MountFlag.MS_DIRSYNC);
                case "mand" -> List.of(MountFlag.MS_MANDLOCK);
                case "lazytime" -> List.of(MountFlag.MS_LAZYTIME);
                default -> List.<MountFlag>of();
            });
        }
        return all;
    }
}
