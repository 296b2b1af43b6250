package io.microcontainer.run.compile.fs;

import io.microcontainer.api.oci.runtime.Mount;
import io.microcontainer.run.RunException;
import java.util.List;

/**
 * One of the configuration's mounts, checked.
 *
 * @param where   where it stands in the configuration, as {@code mounts[2]}
 * @param mount   as configured
 * @param options sorted
 * @param names   the destination's names
 */
record MountEntry(String where, Mount mount, MountOptions options, List<String> names) {

    /** @throws RunException if the mount is not one that can be made */
    static MountEntry of(Mount mount, int index) {
        String where = "mounts[" + index + "]";
        if ((mount.destination() + mount.source()).indexOf('\0') >= 0) {
            throw new RunException(where + " has a path with a zero byte; the kernel takes none");
        }
        List<String> names = ImageView.names(mount.destination());
        if (names.isEmpty()) {
            throw new RunException(where + ".destination " + mount.destination()
                    + " is the container's root itself; name a path below it, or use root.path");
        }
        String type = mount.type() == null ? "" : mount.type();
        MountOptions options = MountOptions.parse(mount.options(), type, where);
        if ((options.idMapped().isPresent() || !mount.uidMappings().isEmpty()) && options.bind() == MountOptions.Bind.NO) {
            throw new RunException(where + " (" + mount.destination() + ") asks for its ids to be mapped, which works for bind "
                    + "mounts only: leave out idmap, ridmap, uidMappings and gidMappings, or bind a directory");
        }
        if (options.copyUp() && !type.equals("tmpfs")) {
            throw new RunException(where + ".options has tmpcopyup, which only a mount of type tmpfs can have, not "
                    + (type.isEmpty() ? "one without a type" : type));
        }
        boolean sourceless = mount.source() == null || mount.source().isEmpty();
        if (options.bind() != MountOptions.Bind.NO && !options.remount() && sourceless) {
            throw new RunException(where + " (" + mount.destination() + ") is a bind mount without a source");
        }
        if (type.isEmpty() && options.bind() == MountOptions.Bind.NO && !options.remount()
                && options.propagation().isEmpty()) {
            throw new RunException(where + " (" + mount.destination()
                    + ") has neither a type nor the option bind or rbind: there is nothing to mount");
        }
        return new MountEntry(where, mount, options, names);
    }

    /** The destination, absolute and without detours. */
    String destination() {
        return "/" + String.join("/", names);
    }

    /** The file system's type; empty for none. */
    String type() {
        return mount.type() == null || mount.type().equals("none") ? "" : mount.type();
    }

    boolean isBind() {
        return options.bind() != MountOptions.Bind.NO && !options.remount();
    }

    /** Whether its ids are mapped. */
    boolean isMapped() {
        return isBind() && (options.idMapped().isPresent() || !mount.uidMappings().isEmpty());
    }

    /** Whether only an existing mount is changed. */
    boolean isChange() {
        return options.remount() || !isBind() && type().isEmpty();
    }

    /** What a user calls it. */
    String label() {
        if (isChange()) {
            return "remount " + destination();
        }
        return isBind() ? "bind " + mount.source() + " on " + destination()
                : "mount " + type() + " on " + destination();
    }
}
