package io.microcontainer.run.cgroup;

import io.microcontainer.api.oci.runtime.resources.DeviceRule;
import io.microcontainer.api.oci.runtime.resources.MemoryResources;
import io.microcontainer.api.oci.runtime.resources.Resources;
import io.microcontainer.run.RunException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A cgroup on the unified hierarchy.
 *
 * @param directory its directory
 */
public record CgroupV2(Path directory) implements Cgroup {

    private static final int FREEZE_TRIES = 1000;

    @Override
    public Map<String, Path> paths() {
        return Map.of("", directory);
    }

    @Override
    public void limit(Resources limits) {
        refuseBelowUsage(limits);
        List<Setting> settings = V2Settings.of(limits);
        if (!settings.isEmpty()) {
            Set<String> controllers = Set.of(CgroupFile.read(directory.resolve("cgroup.controllers")).split(" "));
            SettingsWriter.write(settings, controller -> controllers.contains(controller) || controller.equals("cgroup")
                    ? directory : null);
        }
    }

    @Override
    public void restrictDevices(List<DeviceRule> rules, DeviceProgramAttacher attacher) {
        attacher.attach(directory, DeviceProgram.of(rules));
    }

    /** checkBeforeUpdate: v2 would take a limit below the usage and let the OOM killer loose. */
    @Override
    public void refuseBelowUsage(Resources limits) {
        MemoryResources memory = limits.memory();
        if (memory == null || !Boolean.TRUE.equals(memory.checkBeforeUpdate())) {
            return;
        }
        Path file = directory.resolve("memory.current");
        if (!CgroupFile.exists(file)) {
            return;
        }
        long usage = Long.parseLong(CgroupFile.read(file));
        refuseBelow("swap", memory.swap(), usage);
        refuseBelow("limit", memory.limit(), usage);
    }

    private static void refuseBelow(String field, Long value, long usage) {
        if (value != null && value > 0 && value <= usage) {
            throw new RunException("linux.resources.memory." + field + " " + value + " is not above the " + usage
                    + " bytes that the container uses, and checkBeforeUpdate asks to refuse that");
        }
    }

    @Override
    public void add(int pid) {
        CgroupFile.write(directory.resolve("cgroup.procs"), Integer.toString(pid));
    }

    @Override
    public void add(int pid, String subgroup) {
        CgroupFile.write(SubCgroup.procs(directory, subgroup, pid), Integer.toString(pid));
    }

    @Override
    public Optional<Path> cloneInto() {
        return Optional.of(directory);
    }

    @Override
    public List<Path> joinFiles() {
        return List.of(directory.resolve("cgroup.procs"));
    }

    @Override
    public List<Integer> processes() {
        return CgroupTree.processes(directory);
    }

    @Override
    public FreezerState freezerState() {
        try {
            return CgroupFile.read(directory.resolve("cgroup.freeze")).equals("1") ? FreezerState.FROZEN : FreezerState.THAWED;
        } catch (CgroupException e) {
            if (e.absent()) {
                return FreezerState.UNKNOWN;
            }
            throw e;
        }
    }

    @Override
    public void freeze() {
        CgroupFile.write(directory.resolve("cgroup.freeze"), "1");
        for (int attempt = 1; attempt <= FREEZE_TRIES; attempt++) {
            if (CgroupFile.read(directory.resolve("cgroup.events")).lines().anyMatch("frozen 1"::equals)) {
                return;
            }
            Pause.milliseconds(1 + attempt / 100);
        }
        thaw();
        throw new RunException("freeze " + directory + ": cgroup.events does not say 'frozen 1' in time;"
                + " a process in it is stuck in the kernel");
    }

    @Override
    public void thaw() {
        CgroupFile.write(directory.resolve("cgroup.freeze"), "0");
    }

    @Override
    public void kill(Signaller signaller) {
        try {
            CgroupFile.write(directory.resolve("cgroup.kill"), "1");
        } catch (CgroupException e) {
            if (!e.absent()) {
                throw e;
            }
            killOneByOne(signaller);
        }
    }

    /** For kernels before 5.14, without cgroup.kill. On v2 a frozen process dies of SIGKILL at once. */
    private void killOneByOne(Signaller signaller) {
        if (!exists()) {
            return;
        }
        freeze();
        try {
            processes().forEach(pid -> signaller.signal(pid, Signals.KILL));
        } finally {
            thaw();
        }
    }

    @Override
    public void remove() {
        CgroupTree.remove(directory);
    }

    @Override
    public boolean exists() {
        return CgroupFile.exists(directory);
    }
}
