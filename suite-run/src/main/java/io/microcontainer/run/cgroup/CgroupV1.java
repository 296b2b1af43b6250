package io.microcontainer.run.cgroup;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.oci.runtime.resources.DeviceRule;
import io.microcontainer.api.oci.runtime.resources.Resources;
import io.microcontainer.run.RunException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A cgroup on v1 hierarchies, with the unified hierarchy for membership where the host is hybrid.
 *
 * @param paths by controller or {@code name=…}; {@code ""} is the unified hierarchy
 */
public record CgroupV1(Map<String, Path> paths) implements Cgroup {

    /** Where to look for the processes, best first: any will do, for the container is in all of them. */
    private static final List<String> LISTING = List.of("devices", "pids", "freezer", "memory", "name=systemd", "");

    /** How often an entry of a process that is still being born is tried (kernels before 5.19 answer EINVAL). */
    private static final int ADD_TRIES = 5;

    public CgroupV1 {
        paths = Collections.unmodifiableMap(new TreeMap<>(paths));
    }

    @Override
    public void limit(Resources limits) {
        List<Setting> settings = V1Settings.of(limits, () -> Long.parseLong(
                CgroupFile.read(need("memory", "a memory limit").resolve("memory.limit_in_bytes"))));
        try {
            SettingsWriter.write(settings, paths::get);
        } catch (CgroupException e) {
            throw e.errno() == Errno.EBUSY && paths.containsKey("memory") ? withUsage(e) : e;
        }
    }

    /** EBUSY on a memory limit means that the container uses more and the kernel could not take it away. */
    private CgroupException withUsage(CgroupException e) {
        Path memory = paths.get("memory");
        return e.with("the container uses " + CgroupFile.read(memory.resolve("memory.usage_in_bytes"))
                + " bytes now and used up to " + CgroupFile.read(memory.resolve("memory.max_usage_in_bytes")));
    }

    @Override
    public void restrictDevices(List<DeviceRule> rules, DeviceProgramAttacher attacher) {
        Path devices = paths.get("devices");
        if (devices == null) {
            throw new RunException("linux.resources.devices needs the cgroup controller devices, which this host has not mounted;"
                    + " without it a container could use every device");
        }
        DeviceAccess current = DeviceAccess.current(CgroupFile.read(devices.resolve("devices.list")));
        List<DeviceLine> lines = current.changeTo(DeviceAccess.of(rules));
        for (int from = 0, to; from < lines.size(); from = to) {
            boolean allow = lines.get(from).allow();
            to = from;
            while (to < lines.size() && lines.get(to).allow() == allow) {
                to++;
            }
            CgroupFile.write(devices.resolve(allow ? "devices.allow" : "devices.deny"),
                    lines.subList(from, to).stream().map(DeviceLine::toString).toList());
        }
    }

    @Override
    public void add(int pid) {
        directories().forEach(directory -> write(directory.resolve("cgroup.procs"), pid));
    }

    @Override
    public void add(int pid, String subgroup) {
        directories().forEach(directory -> write(SubCgroup.procs(directory, subgroup, pid), pid));
    }

    private static void write(Path procs, int pid) {
        for (int attempt = 1;; attempt++) {
            try {
                CgroupFile.write(procs, Integer.toString(pid));
                return;
            } catch (CgroupException e) {
                if (e.errno() != Errno.EINVAL || attempt == ADD_TRIES) {
                    throw e;
                }
                Pause.milliseconds(attempt);
            }
        }
    }

    @Override
    public Optional<Path> cloneInto() {
        return Optional.empty();
    }

    @Override
    public List<Path> joinFiles() {
        return paths.entrySet().stream()
                .map(entry -> entry.getValue().resolve(entry.getKey().isEmpty() ? "cgroup.procs" : "tasks"))
                .distinct().toList();
    }

    /** Each directory once: controllers may be mounted together. */
    Set<Path> directories() {
        return new LinkedHashSet<>(paths.values());
    }

    @Override
    public List<Integer> processes() {
        return CgroupTree.processes(Stream.concat(LISTING.stream().map(paths::get), paths.values().stream())
                .filter(Objects::nonNull).findFirst().orElseThrow());
    }

    @Override
    public List<Integer> occupants() {
        return directories().stream().flatMap(directory -> CgroupTree.processes(directory).stream()).distinct().toList();
    }

    @Override
    public FreezerState freezerState() {
        Path freezer = paths.get("freezer");
        return freezer == null ? FreezerState.UNKNOWN : V1Freezer.state(freezer);
    }

    @Override
    public void freeze() {
        V1Freezer.freeze(need("freezer", "pause"));
    }

    @Override
    public void thaw() {
        V1Freezer.thaw(need("freezer", "resume"));
    }

    private Path need(String controller, String purpose) {
        Path directory = paths.get(controller);
        if (directory == null) {
            throw new RunException("the container has no cgroup of the controller " + controller + ", which is needed for "
                    + purpose);
        }
        return directory;
    }

    /** Frozen first, so that none escapes by forking; a signal to a frozen process acts when it thaws. */
    @Override
    public void kill(Signaller signaller) {
        if (processes().isEmpty()) {
            return;
        }
        Path freezer = paths.get("freezer");
        try {
            ifPresent(freezer, V1Freezer::freeze);
            processes().forEach(pid -> signaller.signal(pid, Signals.KILL));
        } finally {
            ifPresent(freezer, V1Freezer::thaw);
        }
    }

    /** Another command may take the cgroup away at any moment. */
    private static void ifPresent(Path freezer, Consumer<Path> action) {
        if (freezer != null && CgroupFile.exists(freezer)) {
            try {
                action.accept(freezer);
            } catch (CgroupException e) {
                if (!e.absent()) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void remove() {
        directories().forEach(CgroupTree::remove);
    }

    @Override
    public boolean exists() {
        return directories().stream().anyMatch(CgroupFile::exists);
    }
}
