package io.microcontainer.run.compile.fs;

import static io.microcontainer.api.linux.FilesystemContextFlag.FSPICK_CLOEXEC;
import static io.microcontainer.api.linux.FilesystemContextFlag.FSPICK_EMPTY_PATH;
import static io.microcontainer.api.linux.OpenFlag.O_CLOEXEC;
import static io.microcontainer.api.linux.OpenFlag.O_PATH;
import static io.microcontainer.api.plan.Operand.flags;

import io.microcontainer.api.linux.FsConfigCommand;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.plan.OnError;
import java.util.ArrayList;
import java.util.List;

/** Changes what is mounted already: the options {@code remount}, or propagation alone. */
final class Remount {

    private final Calls calls;
    private final Registers registers;
    private final FilesystemMounts filesystems;

    Remount(Calls calls, Registers registers, FilesystemMounts filesystems) {
        this.calls = calls;
        this.registers = registers;
        this.filesystems = filesystems;
    }

    /** With {@code bind} only the mount changes, else the file system does too: mount(8), "remount". */
    void change(MountEntry entry, ImageView.Place place) {
        String what = entry.label();
        MountOptions options = entry.options();
        calls.open(what, registers.mount(), registers.root(), place.path(), Calls.NO_LINK, O_PATH, O_CLOEXEC);
        if (options.remount() && options.bind() == MountOptions.Bind.NO) {
            reconfigure(what, entry);
        }
        calls.change(what, registers.mount(), options.attributes(), false);
        calls.change(what, registers.mount(), options.recursive(), true);
        options.propagation().forEach(p -> calls.propagate(what, registers.mount(), p));
        calls.close(registers.mount());
    }

    private void reconfigure(String what, MountEntry entry) {
        List<String> superblock = new ArrayList<>(entry.options().superblock());
        superblock.add(entry.options().readonly() ? "ro" : "rw");
        Filesystem fs = new Filesystem(entry.type(), "", entry.options().data(), superblock, AttributeChange.NONE);
        calls.plan().call(what, registers.other(), new OnError.Fail(), Syscall.FSPICK, registers.mount(),
                calls.text(""), flags(FSPICK_CLOEXEC, FSPICK_EMPTY_PATH));
        filesystems.configure(what, registers.other(), fs);
        filesystems.command(what, registers.other(), FsConfigCommand.FSCONFIG_CMD_RECONFIGURE, new OnError.Fail());
        calls.close(registers.other());
    }
}
