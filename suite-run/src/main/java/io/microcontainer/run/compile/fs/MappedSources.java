package io.microcontainer.run.compile.fs;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;

import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What idmapped mounts attach ({@code mounts[].uidMappings}, {@code idmap}, {@code ridmap}). To map ids takes CAP_SYS_ADMIN
 * over the file system (mount_setattr(2)), which in a user namespace of the container's nobody has: so the launcher takes
 * these copies, and the container's process finds them open.
 */
final class MappedSources {

    private final Calls calls;
    private final PlanBuilder plan;
    private final Registers registers;
    private final Map<MountEntry, Operand.Address> opened = new LinkedHashMap<>();

    MappedSources(Calls calls, Registers registers) {
        this.calls = calls;
        this.plan = calls.plan();
        this.registers = registers;
    }

    /** In the launcher, before it spawns. */
    void open(MountEntry entry, Path bundle, MountMaps maps, Propagation propagation) {
        Operand.Address namespace = maps.namespace(entry.mount(), entry.where());
        Operand.Address slot = plan.data().room("the source of " + entry.destination(), 8);
        calls.clone("open " + entry.mount().source() + " for " + entry.destination(), registers.mount(), AT_FDCWD,
                bundle.resolve(entry.mount().source()).toString(), entry.options().bind() == MountOptions.Bind.RBIND);
        plan.load(registers.other(), namespace, 4);
        calls.map("map the ids of " + entry.mount().source() + " for " + entry.destination() + " (" + entry.where()
                + "; not every file system can have its ids mapped)", registers.mount(), registers.other(),
                entry.options().idMapped().filter("ridmap"::equals).isPresent());
        // The copy is made outside of the container's mount namespace, where nobody has cut it off from the host's mounts yet.
        calls.propagate("keep what is mounted on " + entry.destination() + " from the host", registers.mount(), propagation);
        plan.store(slot, registers.mount(), 4);
        opened.put(entry, slot);
    }

    /** In the launcher, after it spawned. */
    void close() {
        opened.values().forEach(slot -> {
            plan.load(registers.mount(), slot, 4);
            calls.close(registers.mount());
        });
    }

    Map<MountEntry, Operand.Address> opened() {
        return opened;
    }
}
