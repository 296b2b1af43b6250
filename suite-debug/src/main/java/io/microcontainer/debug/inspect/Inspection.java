package io.microcontainer.debug.inspect;

import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.json.JsonWritable;
import io.microcontainer.debug.DebugException;
import io.microcontainer.debug.target.MountTable;
import io.microcontainer.debug.target.MountTable.Mount;
import io.microcontainer.debug.target.Namespace;
import io.microcontainer.debug.target.ProcText;
import io.microcontainer.debug.target.Target;
import io.microcontainer.debug.target.TargetCgroups;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One page on a container, read from the host's /proc and cgroups: nothing is started in it.
 *
 * @param target      the container
 * @param processes   its processes by number, parents first
 * @param limits      what it may use and uses
 * @param mounts      what it sees
 * @param sockets     what waits for others in its network namespace; none are told where that is the host's
 * @param shared      namespaces that it shares with the host, as {@code net}
 * @param confinement what its first process may not do
 */
public record Inspection(Target target, List<ProcessEntry> processes, List<Limit> limits, List<Mount> mounts, List<Listening> sockets,
        List<String> shared, Confinement confinement) implements JsonWritable {

    /**
     * Looks at a container.
     *
     * @param caller a process in the host's namespaces
     */
    public static Inspection of(Target target, int caller) {
        int pid = target.pid();
        Set<Namespace> own = Namespace.different(pid, caller);
        List<Listening> sockets = new ArrayList<>();
        if (own.contains(Namespace.NET)) {
            for (String protocol : List.of("tcp", "tcp6", "udp", "udp6")) {
                sockets.addAll(Listening.internet(protocol.substring(0, 3), optional(pid, "net/" + protocol)));
            }
            sockets.addAll(Listening.unix(optional(pid, "net/unix")));
        }
        return new Inspection(target, ProcessScan.of(pid, own.contains(Namespace.PID)), Limits.of(TargetCgroups.of(pid)),
                MountTable.parse(ProcText.text(pid, "mountinfo")).mounts(), sockets,
                EnumSet.complementOf(EnumSet.copyOf(own)).stream().map(Namespace::file).toList(),
                Confinement.of(ProcText.text(pid, "status"), optional(pid, "attr/current").replace("\0", "").strip()));
    }

    /** A kernel without IPv6 or security modules has no such file. */
    private static String optional(int pid, String name) {
        try {
            return ProcText.text(pid, name);
        } catch (DebugException e) {
            return "";
        }
    }

    /** The page. */
    public String text() {
        StringBuilder page = new StringBuilder();
        page.append(target.title()).append(": ").append(target.status()).append(" in ").append(target.engine()).append(", pid ")
                .append(target.pid()).append(target.title().equals(target.id()) ? "" : ", id " + target.id()).append('\n');
        section(page, "Processes", ProcessTree.lines(processes));
        section(page, "Limits", limits.stream().map(l -> (l.what() + " ".repeat(12)).substring(0, 12) + l.text()).toList());
        section(page, "Its first process", confinement.words());
        section(page, "Namespaces shared with the host", shared.isEmpty() ? List.of("none") : List.of(String.join(", ", shared)));
        section(page, "Listens on", shared.contains(Namespace.NET.file()) ? List.of("the host's network: see ss -l there")
                : sockets.isEmpty() ? List.of("nothing") : sockets.stream().map(s -> s.protocol() + " " + Printable.of(s.address())).distinct().toList());
        section(page, "Mounts", mounts.stream().map(m -> Printable.of(m.point()) + "  " + m.type() + " "
                + (m.options().contains("ro") ? "read-only" : "writable") + "  " + Printable.of(m.source())).toList());
        List<String> deleted = processes.stream().flatMap(p -> p.deleted().stream().map(d -> "process " + p.pid() + " runs " + d)).toList();
        section(page, "Runs though deleted or replaced", deleted.isEmpty() ? List.of("nothing") : deleted);
        return page.toString();
    }

    private static void section(StringBuilder page, String title, List<String> lines) {
        page.append('\n').append(title).append('\n');
        lines.forEach(line -> page.append("  ").append(line).append('\n'));
    }

    /** The same as a JSON object. */
    public String json() {
        return new String(JsonText.pretty(this), StandardCharsets.UTF_8).stripTrailing() + "\n";
    }

    @Override
    public void write(JsonFields out) {
        out.string("id", target.id()).strings("names", target.names()).string("engine", target.engine()).number("pid", target.pid())
                .string("status", target.status()).allObjects("processes", processes).allObjects("limits", limits)
                .object("confinement", confinement).allStrings("sharedNamespaces", shared).allObjects("sockets", sockets)
                .allObjects("mounts", mounts.stream().map(Inspection::mount).toList());
    }

    private static JsonWritable mount(Mount mount) {
        return out -> out.string("point", mount.point()).string("type", mount.type()).string("source", mount.source())
                .strings("options", mount.options());
    }
}
