package io.microcontainer.run.systemd;

import io.microcontainer.api.linux.LibSystemd;
import io.microcontainer.api.session.Invocation;
import io.microcontainer.run.RunException;
import io.microcontainer.run.systemd.Bus.Message;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** systemd's manager: the host's for root, the user's own else. For one thread; to be closed. */
public final class Systemd implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PROPERTIES = "org.freedesktop.DBus.Properties";

    private final Bus bus;

    private Systemd(Bus bus) {
        this.bus = bus;
    }

    /**
     * Looks whether the host runs systemd at all.
     *
     * @throws RunException if not
     */
    public static void require() {
        if (!Files.isDirectory(Path.of("/run/systemd/system"), LinkOption.NOFOLLOW_LINKS)) {
            throw new RunException("--systemd-cgroup: this host does not run systemd (there is no /run/systemd/system); leave the "
                    + "option out, or set the engine's cgroup driver to cgroupfs");
        }
    }

    /**
     * Connects to the caller's systemd.
     *
     * @throws RunException if the host does not run systemd, or it cannot be reached
     */
    public static Systemd connect(Invocation caller) {
        require();
        LibSystemd library;
        try {
            library = LibSystemd.load();
        } catch (UnsatisfiedLinkError e) {
            throw new RunException("--systemd-cgroup needs the library libsystemd.so.0, which this host lacks; install it "
                    + "(package libsystemd0 or systemd-libs)", e);
        }
        return new Systemd(caller.uid() == 0 ? system(library) : user(library, caller));
    }

    /** By the bus, and without one by systemd's own socket, which root may use. */
    private static Bus system(LibSystemd library) {
        try {
            return Bus.connect(library, "unix:path=/run/dbus/system_bus_socket", true);
        } catch (RunException noBus) {
            try {
                return Bus.connect(library, "unix:path=/run/systemd/private", false);
            } catch (RunException e) {
                throw noBus;
            }
        }
    }

    private static Bus user(LibSystemd library, Invocation caller) {
        String address = caller.environment().get("DBUS_SESSION_BUS_ADDRESS");
        String runtime = caller.environment().get("XDG_RUNTIME_DIR");
        if (address == null || address.isEmpty()) {
            if (runtime == null || !runtime.startsWith("/")) {
                throw new RunException("--systemd-cgroup: the caller's systemd cannot be found: neither DBUS_SESSION_BUS_ADDRESS "
                        + "nor XDG_RUNTIME_DIR is set; log in anew, or leave the option out");
            }
            address = "unix:path=" + runtime + "/bus";
        }
        return Bus.connect(library, address, true);
    }

    /** systemd's version, as {@code 252}; 0 if it tells none. */
    public int version() {
        String text = managerProperty("Version");
        int begin = 0;
        while (begin < text.length() && !Character.isDigit(text.charAt(begin))) {
            begin++;
        }
        int end = begin;
        while (end < text.length() && end < begin + 6 && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return begin == end ? 0 : Integer.parseInt(text.substring(begin, end));
    }

    /** The cgroup that this systemd works below: empty for the host's. */
    public String controlGroup() {
        return managerProperty("ControlGroup");
    }

    private String managerProperty(String name) {
        try (Message answer = bus.call(Bus.SYSTEMD, Bus.MANAGER_PATH, PROPERTIES, "Get", m -> m.text(Bus.MANAGER).text(name))) {
            return answer.enterVariant("s").text('s');
        }
    }

    /**
     * Makes a transient scope around a process and waits until it is there.
     *
     * @param pid        its first process, which systemd moves into its cgroup
     * @param properties besides those that make it a container's
     */
    public void startScope(ScopeName scope, int pid, List<UnitProperty> properties) {
        List<UnitProperty> all = new ArrayList<>();
        all.add(new UnitProperty.Text("Description", "railcar container " + scope.name()));
        if (scope.unit().endsWith(".scope")) {
            all.add(new UnitProperty.Text("Slice", scope.slice()));
            all.add(new UnitProperty.Flag("Delegate", true));
            all.add(new UnitProperty.Numbers("PIDs", List.of(pid)));
        } else {
            throw new RunException("linux.cgroupsPath: " + scope.unit() + " is a slice of systemd, and processes are in scopes only");
        }
        for (String accounting : List.of("MemoryAccounting", "CPUAccounting", "IOAccounting", "TasksAccounting")) {
            all.add(new UnitProperty.Flag(accounting, true));
        }
        all.add(new UnitProperty.Flag("DefaultDependencies", false));
        all.addAll(properties);
        listen();
        String result;
        try {
            result = job(scope.unit(), "StartTransientUnit", m -> start(m, scope, all));
        } catch (BusError e) {
            if (!e.is("org.freedesktop.systemd1.UnitExists")) {
                throw e;
            }
            // One that failed long ago and was not forgotten.
            resetFailed(scope.unit());
            result = job(scope.unit(), "StartTransientUnit", m -> start(m, scope, all));
        }
        if (!result.equals("done")) {
            resetFailed(scope.unit());
            throw new RunException("systemd did not make the scope " + scope.unit() + ": its job ended with '" + result
                    + "'; see journalctl -u " + scope.unit());
        }
    }

    private static void start(MessageWriter message, ScopeName scope, List<UnitProperty> properties) {
        message.text(scope.unit()).text("replace").properties(properties).list("(sa(sv))", List.of(), _ -> {
        });
    }

    /** Ends a scope with all its processes, and waits for that; fine if there is none. */
    public void stop(String unit) {
        listen();
        try {
            job(unit, "StopUnit", m -> m.text(unit).text("replace"));
        } catch (BusError e) {
            if (!e.is("org.freedesktop.systemd1.NoSuchUnit")) {
                throw e;
            }
        }
        resetFailed(unit);
    }

    private void resetFailed(String unit) {
        try {
            bus.call("ResetFailedUnit", m -> m.text(unit)).close();
        } catch (BusError e) {
            // It has not failed, or is gone.
        }
    }

    /** Changes properties until the unit ends. */
    public void setProperties(String unit, List<UnitProperty> properties) {
        bus.call("SetUnitProperties", m -> m.text(unit).flag(true).properties(properties)).close();
    }

    /** Moves a process into a unit's cgroup, which a user's own systemd may where the user itself may not. */
    public void attach(String unit, int pid) {
        bus.call("AttachProcessesToUnit", m -> m.text(unit).text("").list("u", List.of(pid), value -> m.number('u', value))).close();
    }

    /** The ends of jobs are told to those only who ask for it. */
    private void listen() {
        try {
            bus.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "AddMatch",
                    m -> m.text("type='signal',interface='" + Bus.MANAGER + "',member='JobRemoved'")).close();
        } catch (BusError e) {
            // systemd's own socket has no bus and tells everything.
        }
        bus.call("Subscribe", _ -> {
        }).close();
    }

    /** Has systemd begin a job and waits for its result: {@code done}, or why not. */
    private String job(String unit, String member, Consumer<MessageWriter> arguments) {
        String job;
        try (Message answer = bus.call(member, arguments)) {
            job = answer.text('o');
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Message message = bus.next(deadline)) {
                if (message == null) {
                    throw new RunException("systemd's job on " + unit + " has not ended after " + PATIENCE.toSeconds()
                            + " seconds; see systemctl list-jobs");
                }
                if (message.isSignal(Bus.MANAGER, "JobRemoved")) {
                    message.skipNumber();
                    if (message.text('o').equals(job)) {
                        message.text('s');
                        return message.text('s');
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        bus.close();
    }
}
