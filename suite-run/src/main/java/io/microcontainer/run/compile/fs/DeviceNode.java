package io.microcontainer.run.compile.fs;

import io.microcontainer.api.linux.FileType;
import io.microcontainer.api.oci.runtime.Device;
import io.microcontainer.run.RunException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A device node of the container: mknod(2).
 *
 * @param names  of its path
 * @param type   character or block device, or FIFO
 * @param mode   permission bits
 * @param device number, as mknod(2) takes it
 * @param uid    owner in the container
 * @param gid    group in the container
 */
record DeviceNode(List<String> names, FileType type, int mode, long device, long uid, long gid) {

    private static final long MOST_MAJOR = (1 << 12) - 1;
    private static final long MOST_MINOR = (1 << 20) - 1;

    /**
     * The nodes of a container: those that every container has (runtime-spec, config-linux.md, "Default Devices") and
     * those configured, which win.
     */
    static List<DeviceNode> of(List<Device> configured) {
        Map<List<String>, DeviceNode> nodes = new LinkedHashMap<>();
        character(nodes, "null", 1, 3);
        character(nodes, "zero", 1, 5);
        character(nodes, "full", 1, 7);
        character(nodes, "random", 1, 8);
        character(nodes, "urandom", 1, 9);
        character(nodes, "tty", 5, 0);
        for (int i = 0; i < configured.size(); i++) {
            DeviceNode node = of(configured.get(i), "linux.devices[" + i + "]");
            // /dev/ptmx is always that of the container's own devpts.
            if (!node.names.equals(List.of("dev", "ptmx"))) {
                nodes.put(node.names, node);
            }
        }
        return new ArrayList<>(nodes.values());
    }

    private static void character(Map<List<String>, DeviceNode> nodes, String name, int major, int minor) {
        List<String> names = List.of("dev", name);
        nodes.put(names, new DeviceNode(names, FileType.S_IFCHR, 0666, number(major, minor), 0, 0));
    }

    private static DeviceNode of(Device device, String where) {
        List<String> names = ImageView.names(device.path());
        if (names.isEmpty() || device.path().indexOf('\0') >= 0) {
            throw new RunException(where + ".path " + device.path().replace("\0", "\\0") + " names no file");
        }
        FileType type = switch (device.type()) {
            case BLOCK -> FileType.S_IFBLK;
            case CHARACTER, UNBUFFERED_CHARACTER -> FileType.S_IFCHR;
            case FIFO -> FileType.S_IFIFO;
        };
        boolean fifo = type == FileType.S_IFIFO;
        if (!fifo && (device.major() < 0 || device.major() > MOST_MAJOR || device.minor() < 0
                || device.minor() > MOST_MINOR)) {
            throw new RunException(where + " (" + device.path() + ") has number " + device.major() + ":"
                    + device.minor() + "; the kernel knows majors up to " + MOST_MAJOR + " and minors up to " + MOST_MINOR);
        }
        int mode = device.fileMode() == null ? 0666 : (int) (device.fileMode() & 07777);
        return new DeviceNode(names, type, mode, fifo ? 0 : number(device.major(), device.minor()),
                device.uid() == null ? 0 : device.uid(), device.gid() == null ? 0 : device.gid());
    }

    /** As new_encode_dev() of the kernel reads it back. */
    private static long number(long major, long minor) {
        return minor & 0xff | major << 8 | (minor & ~0xffL) << 12;
    }

    String path() {
        return "/" + String.join("/", names);
    }
}
