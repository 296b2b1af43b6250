package io.microcontainer.run.compile.fs;

import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.NamespaceType;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.run.RunException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compiles the file system part of a container's init. Its steps run in the container's namespaces, but for the first, in
 * this order:
 *
 * <ol>
 * <li>{@link #openMapped}, in the launcher before it spawns: sources of idmapped mounts;</li>
 * <li>{@link #open}, before init takes ids of a user namespace: root and sources of bind mounts are opened as the caller
 * sees them;</li>
 * <li>{@link #mount}, as root of the container: mounts, devices, working directory;</li>
 * <li>createContainer hooks;</li>
 * <li>{@link #pivot}: terminal, sysctls, read-only and masked paths, and the change of the root. Afterwards the working
 * directory is the container's {@code /}.</li>
 * </ol>
 */
public final class RootFileSystem {

    private final PlanBuilder plan;
    private final Calls calls;
    private final Registers registers;
    private final RuntimeConfig config;
    private final RootMount rootMount;
    private final Mounts mounts;
    private final Devices devices;
    private final PrivateProcfs procfs;
    private final Paths paths;
    private final FileSystemRequest request;
    private Terminal terminal;
    private Register umask;

    /** @throws RunException if the configuration asks for what cannot be done */
    public RootFileSystem(PlanBuilder plan, FileSystemRequest request) {
        this.plan = plan;
        this.request = request;
        config = request.config();
        if (config.root() == null) {
            throw new RunException("config.json has no root: root.path must name the container's root file system");
        }
        if (config.linuxOrEmpty().namespace(NamespaceType.MOUNT).isEmpty()) {
            throw new RunException("linux.namespaces has no mount namespace; without one the container's mounts "
                    + "would be the host's: add {\"type\": \"mount\"}");
        }
        calls = new Calls(plan);
        registers = Registers.of(plan);
        Path rootfs = request.bundle().resolve(config.root().path()).normalize();
        ImageView view = new ImageView(rootfs);
        Targets targets = new Targets(calls, registers);
        List<MountEntry> entries = new ArrayList<>();
        for (int i = 0; i < config.mounts().size(); i++) {
            entries.add(MountEntry.of(config.mounts().get(i), i));
        }
        rootMount = new RootMount(calls, registers, rootfs, config.linuxOrEmpty().rootfsPropagation());
        mounts = new Mounts(calls, registers, targets, view, request, entries);
        devices = new Devices(calls, registers, targets, view, request, entries);
        procfs = new PrivateProcfs(calls, registers);
        paths = new Paths(calls, registers);
    }

    /** In the launcher, before it spawns: opens what the container's process has not the right to open as it is needed. */
    public void openMapped(MountMaps maps) {
        mounts.openMapped(maps, rootMount.ofSources());
    }

    /** In the launcher, after it spawned. */
    public void closeMapped() {
        mounts.closeMapped();
    }

    /** The first part: as the caller, before anything is mounted. */
    public void open() {
        rootMount.propagate();
        mounts.openSources();
        paths.openNull(config.linuxOrEmpty().maskedPaths());
        rootMount.attach();
        calls.placeAsides();
    }

    /** The second part: as root of the container, with the caller's mounts still in sight. */
    public void mount() {
        umask = plan.register("umask");
        plan.call("set the umask for new files", umask, new OnError.Fail(), Syscall.UMASK,
                Operand.mode(0));
        mounts.mount();
        devices.make();
        mounts.makeWorkingDirectory();
        calls.placeAsides();
        plan.call("", Syscall.UMASK, umask);
    }

    /**
     * A private procfs that nothing is mounted over, for whatever must be written to the real one (CVE-2019-19921): a
     * directory for openat2(2) with RESOLVE_NO_XDEV. To be called between {@link #open} and {@link #pivot}, if at all.
     */
    public Register procfs() {
        return procfs.open();
    }

    /** The directory that becomes the root: open between {@link #open} and {@link #pivot}. */
    public Register root() {
        return registers.root();
    }

    /** The last part. */
    public void pivot() {
        if (config.process() != null && config.process().terminal()) {
            terminal = new TerminalSteps(calls, registers, devices).make(config.process().consoleSize());
        }
        mounts.finish();
        new Sysctls(calls, registers, procfs).write(config.linuxOrEmpty().sysctl());
        paths.makeReadonly(config.linuxOrEmpty().readonlyPaths());
        paths.mask(config.linuxOrEmpty().maskedPaths());
        if (config.root().readonly()) {
            calls.change("make the root read-only", registers.root(), AttributeChange.READONLY, false);
        }
        calls.placeAsides();
        procfs.close();
        paths.close();
        calls.close(devices.dev());
        rootMount.enter(request.noPivot());
    }

    /** The terminal, if the process has one: good after {@link #pivot}. */
    public Optional<Terminal> terminal() {
        return Optional.ofNullable(terminal);
    }
}
