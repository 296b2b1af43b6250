package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.CloneFlag;
import io.microcontainer.api.linux.Signal;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.IdMapping;
import io.microcontainer.api.oci.runtime.LinuxConfig;
import io.microcontainer.api.oci.runtime.Mount;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.run.compile.fs.MountMaps;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The user namespaces that hold the id maps of mounts (mount_setattr(2), "ID-mapped mounts"). The kernel takes a map only as
 * a user namespace, so one is made for each by a process that does nothing else. All in the launcher.
 */
final class MountMapSteps implements MountMaps {

    private final PlanBuilder plan;
    private final LinuxConfig linux;
    private final SyncSocket sync;
    private final Register joined;
    private final Map<String, Operand.Address> made = new LinkedHashMap<>();
    private ProcDirectory directory;
    private Register holder;

    /** @param joined descriptor of the user namespace that the container joins, or null */
    MountMapSteps(PlanBuilder plan, LinuxConfig linux, SyncSocket sync, Register joined) {
        this.plan = plan;
        this.linux = linux;
        this.sync = sync;
        this.joined = joined;
    }

    @Override
    public Operand.Address namespace(Mount mount, String where) {
        boolean own = !mount.uidMappings().isEmpty();
        if (!own && joined != null) {
            return made.computeIfAbsent("joined", _ -> {
                Operand.Address slot = plan.data().room("the joined user namespace", 8);
                plan.store(slot, joined, 4);
                return slot;
            });
        }
        String uids = lines(own ? mount.uidMappings() : linux.uidMappings());
        String gids = lines(own ? mount.gidMappings() : linux.gidMappings());
        return made.computeIfAbsent(uids + "|" + gids, _ -> make(uids, gids, where));
    }

    private static String lines(List<IdMapping> mappings) {
        StringBuilder lines = new StringBuilder();
        mappings.forEach(m -> lines.append(m.containerId()).append(' ').append(m.hostId()).append(' ').append(m.size()).append('\n'));
        return lines.toString();
    }

    private Operand.Address make(String uids, String gids, String where) {
        Label hold = plan.label("holder");
        Label on = plan.label("mapped");
        if (holder == null) {
            holder = plan.register("map-holder");
            directory = new ProcDirectory(plan);
        }
        Operand.Address slot = plan.data().room("the user namespace of " + where, 8);
        new Clone(plan).spawn("make a user namespace for the id maps of " + where, List.of(CloneFlag.CLONE_NEWUSER), null, hold, holder);
        directory.open(holder);
        directory.write("write " + where + ".uidMappings", "uid_map", uids);
        directory.write("write " + where + ".gidMappings", "gid_map", gids);
        plan.store(slot, directory.file("ns/user"), 4);
        directory.close();
        plan.call("end the process of " + where + "'s user namespace", Syscall.KILL, holder, flags(Signal.KILL.number(), "SIGKILL"));
        plan.call("", Syscall.WAIT4, holder, NULL, number(0), NULL);
        plan.jump(on);
        plan.place(hold);
        sync.closeInChild();
        sync.awaitLauncher("hold a user namespace until the launcher has it");
        plan.leave(number(0));
        plan.place(on);
        return slot;
    }

    /** The mounts keep the maps. */
    void close(Register scratch) {
        made.forEach((maps, slot) -> {
            if (!maps.equals("joined")) {
                plan.load(scratch, slot, 4);
                plan.call("", Syscall.CLOSE, scratch);
            }
        });
    }
}
