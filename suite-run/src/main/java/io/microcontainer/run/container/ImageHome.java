package io.microcontainer.run.container;

import io.microcontainer.api.linux.Flag;
import io.microcontainer.api.linux.LibC;
import io.microcontainer.api.linux.NativeMemory;
import io.microcontainer.api.linux.OpenFlag;
import io.microcontainer.api.linux.ResolveFlag;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.Hooks;
import io.microcontainer.api.oci.runtime.Mount;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.run.compile.HomeSteps;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The home of a container's user, where the image's /etc/passwd tells it before there is a container. That is not so if a
 * mount or a hook may put another file there: then the container's own process has to look.
 */
final class ImageHome {


    private ImageHome() {
    }

    /** The home; empty if it is set already, or not known before. */
    static Optional<String> find(RuntimeConfig config, Path rootfs) {
        if (!HomeSteps.needed(config.process().env()) || runsHooks(config.hooks())) {
            return Optional.empty();
        }
        for (Mount mount : config.mounts()) {
            if (mayHide(mount.destination())) {
                return Optional.empty();
            }
        }
        return Optional.of(HomeDirectory.of(passwd(rootfs), config.process().user().uid()));
    }

    private static boolean runsHooks(Hooks hooks) {
        return hooks != null && !(hooks.prestart().isEmpty() && hooks.createRuntime().isEmpty() && hooks.createContainer().isEmpty());
    }

    /** Whether a mount could cover the file, or a symlink of the image lead the mount there: all but the usual other places. */
    private static boolean mayHide(String destination) {
        return !(destination.startsWith("/proc") || destination.startsWith("/sys") || destination.startsWith("/dev")
                || destination.startsWith("/run/") || destination.startsWith("/tmp/")
                || destination.equals("/etc/hosts") || destination.equals("/etc/hostname")
                || destination.equals("/etc/resolv.conf")) || destination.contains("..");
    }

    /** The beginning of the file as the container would open it; empty if it has none. */
    private static byte[] passwd(Path rootfs) {
        long root;
        try (NativeMemory path = NativeMemory.string(rootfs.toString())) {
            root = LibC.call(Syscall.OPENAT, LibC.AT_FDCWD, path.address(),
                    Flag.all(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC), 0);
        }
        if (root < 0) {
            return new byte[0];
        }
        byte[] how = ByteBuffer.allocate(24).order(ByteOrder.nativeOrder())
                .putLong(Flag.all(OpenFlag.O_CLOEXEC, OpenFlag.O_NONBLOCK, OpenFlag.O_NOCTTY)).putLong(0)
                .putLong(Flag.all(ResolveFlag.RESOLVE_IN_ROOT, ResolveFlag.RESOLVE_NO_MAGICLINKS)).array();
        long file;
        try (NativeMemory name = NativeMemory.string("etc/passwd"); NativeMemory opening = NativeMemory.of(how)) {
            file = LibC.call(Syscall.OPENAT2, root, name.address(), opening.address(), how.length);
        }
        LibC.call(Syscall.CLOSE, root);
        if (file < 0) {
            return new byte[0];
        }
        try (NativeMemory text = NativeMemory.zeroed(HomeSteps.FILE_LIMIT)) {
            long size = LibC.call(Syscall.READ, file, text.address(), HomeSteps.FILE_LIMIT);
            return text.bytes((int) Math.max(size, 0));
        } finally {
            LibC.call(Syscall.CLOSE, file);
        }
    }
}
