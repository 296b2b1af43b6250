package io.microcontainer.run.cgroup;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.oci.runtime.resources.CpuResources;
import io.microcontainer.run.RunException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes the directories of one container's cgroup, and takes them back if one cannot be made. */
final class CgroupMaker {

    private final CgroupRequest request;
    private final List<Path> made = new ArrayList<>();

    private CgroupMaker(CgroupRequest request) {
        this.request = request;
    }

    static MadeCgroup make(CgroupRequest request) {
        CgroupMaker maker = new CgroupMaker(request);
        try {
            return switch (request.mounts().mode()) {
                case NONE -> MadeCgroup.alone(new NoCgroup());
                case V1, HYBRID -> maker.v1();
                case V2 -> maker.v2();
            };
        } catch (RuntimeException e) {
            maker.undo();
            throw e;
        }
    }

    private void undo() {
        for (Path directory : made.reversed()) {
            try {
                CgroupFile.rmdir(directory);
            } catch (CgroupException stillUsed) {
                // the first error is the one to tell; a cgroup that another container uses by now stays
            }
        }
    }

    private MadeCgroup v1() {
        Map<String, Path> wanted = new TreeMap<>(request.directories());
        if (request.rootless() && wanted.containsKey("") && !Files.isWritable(Delegation.gate(request))) {
            // Beside v1 the unified hierarchy limits nothing, so its rule for moves need not stop a container.
            wanted.remove("");
        }
        Map<String, Path> usable = new TreeMap<>(wanted);
        boolean fresh = true;
        for (Path directory : new LinkedHashSet<>(wanted.values())) {
            try {
                fresh &= mkdirs(directory);
            } catch (CgroupException e) {
                if (!request.rootless() || !request.placeIsFree() || !e.forbidden()) {
                    throw e;
                }
                // a limit that needs this controller is refused when it is set
                usable.values().removeIf(directory::equals);
            }
        }
        if (usable.isEmpty()) {
            return MadeCgroup.alone(new NoCgroup());
        }
        Path cpuset = usable.get("cpuset");
        if (cpuset != null) {
            inheritCpuset(cpuset);
        }
        CgroupV1 cgroup = new CgroupV1(usable);
        return lookedAt(cgroup, fresh);
    }

    /** A new cpuset has neither CPUs nor memory nodes, and no process can enter until it has (cpuset(7)). */
    private void inheritCpuset(Path directory) {
        Path root = request.mounts().hierarchy("cpuset").orElseThrow().mountPoint();
        CpuResources cpu = request.limits().cpu();
        if (cpu == null || cpu.cpus() == null || cpu.cpus().isEmpty()) {
            inherit(directory, root, "cpuset.cpus");
        }
        if (cpu == null || cpu.mems() == null || cpu.mems().isEmpty()) {
            inherit(directory, root, "cpuset.mems");
        }
    }

    private static String inherit(Path directory, Path root, String file) {
        String value = CgroupFile.read(directory.resolve(file));
        if (!value.isEmpty() || directory.equals(root)) {
            return value;
        }
        String inherited = inherit(directory.getParent(), root, file);
        CgroupFile.write(directory.resolve(file), inherited);
        return inherited;
    }

    private MadeCgroup v2() {
        Path directory = request.directories().get("");
        Path root = request.mounts().unified().orElseThrow().mountPoint();
        boolean fresh;
        try {
            fresh = mkdirs(directory);
            V2Controllers.enable(root, directory);
            if (request.rootless()) {
                Delegation.check(request);
            }
        } catch (CgroupException e) {
            if (request.rootless() && request.placeIsFree() && e.forbidden() && V2Settings.of(request.limits()).isEmpty()) {
                undo();
                return MadeCgroup.alone(new NoCgroup());
            }
            throw e;
        }
        if (V2Controllers.needsDomain(request.limits())) {
            V2Controllers.refuseThreaded(directory);
        } else {
            V2Controllers.allowThreaded(directory);
        }
        CgroupV2 cgroup = new CgroupV2(directory);
        return lookedAt(cgroup, fresh);
    }

    /** Makes a directory and those above it; true if it was not there before. */
    private boolean mkdirs(Path directory) {
        try {
            return mkdir(directory);
        } catch (CgroupException e) {
            if (e.errno() != Errno.ENOENT || directory.getParent() == null) {
                throw e;
            }
            mkdirs(directory.getParent());
            return mkdir(directory);
        }
    }

    private boolean mkdir(Path directory) {
        boolean fresh = CgroupFile.mkdir(directory);
        if (fresh) {
            made.add(directory);
        }
        return fresh;
    }

    /** Of one that was there already it counts who lives in it. */
    private MadeCgroup lookedAt(Cgroup cgroup, boolean fresh) {
        if (fresh || request.inScope()) {
            return MadeCgroup.alone(cgroup);
        }
        if (cgroup.freezerState() == FreezerState.FROZEN) {
            String paths = String.join(", ", new LinkedHashSet<>(cgroup.paths().values()).stream().map(Path::toString).toList());
            throw new RunException("the container's cgroup unexpectedly frozen: its first process would never run (" + paths
                    + "); thaw it or give another linux.cgroupsPath");
        }
        return new MadeCgroup(cgroup, cgroup.occupants());
    }
}
