package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.AT_FDCWD;
import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.CloneFlag;
import io.microcontainer.api.linux.MountFlag;
import io.microcontainer.api.linux.Signal;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.ContainerState;
import io.microcontainer.api.oci.runtime.ContainerStatus;
import io.microcontainer.api.oci.runtime.Hooks;
import io.microcontainer.api.oci.runtime.LinuxConfig;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.api.plan.Condition;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.run.compile.fs.FileSystemRequest;
import io.microcontainer.run.compile.fs.RootFileSystem;
import io.microcontainer.run.hook.HookKind;
import io.microcontainer.run.hook.HookSteps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compiles the plans of checkpoint and restore. CRIU is a child of the launcher; so becomes the init that it restores. The launcher passes on what
 * CRIU says to the engine, which decides what is answered: see {@link CriuSteps}.
 */
public final class CriuCompiler {

    private static final OnError IGNORE = new OnError.Ignore(OnError.ANY);

    private final PlanBuilder plan;
    private final Refusals refusals = new Refusals();
    private final SyncSocket sync;
    private final Label failed;
    private final Register criu;
    private final Register value;
    private final CriuSteps steps;

    private CriuCompiler(String title, CriuProcess process) {
        plan = new PlanBuilder(title);
        failed = plan.label("failed");
        sync = new SyncSocket(plan);
        criu = plan.register("criu");
        value = plan.register("value");
        steps = new CriuSteps(plan, refusals, process, value, failed);
    }

    /** Dumps a container. */
    public static CompiledCriu checkpoint(String id, CriuProcess process) {
        CriuCompiler compiler = new CriuCompiler("checkpoint container " + id, process);
        return compiler.compile(() -> {
            compiler.steps.converse(null, () -> {
            });
            compiler.plan.end();
        }, () -> {
        }, (_, _) -> "");
    }

    /** Restores a container. */
    public static CompiledCriu restore(RestorePlanRequest request, CriuProcess process) {
        CriuCompiler compiler = new CriuCompiler("restore container " + request.id(), process);
        return compiler.restore(request);
    }

    private CompiledCriu restore(RestorePlanRequest request) {
        RuntimeConfig config = request.config();
        plan.recovery(request.recovery());
        new SignalSteps(plan).expectChildren();
        Register console = request.consoleSocket().map(path -> new UnixSocketSteps(plan).connect(path, "--console-socket")).orElse(null);
        makeMountpoints(request);
        HookSteps hooks = new HookSteps(plan, Topic.HOOK_FAILED.tag(), new ContainerState(config.ociVersion(), request.id(),
                ContainerStatus.CREATING, null, request.bundle().toString(), config.annotations(), Map.of()), request.environment());
        Hooks all = config.hooks() == null ? Hooks.NONE : config.hooks();
        Label refuse = steps.refuseLabel();
        return compile(() -> {
            steps.converse(console, () -> {
                hooks.run(HookKind.PRESTART, all, steps.restored(), hooks.in(request.bundle()), refuse);
                hooks.run(HookKind.CREATE_RUNTIME, all, steps.restored(), hooks.in(request.bundle()), refuse);
            });
            if (request.foreground()) {
                plan.monitor("wait for the program", steps.restored(), steps.terminal(), value);
                plan.end(value);
            } else {
                plan.end();
            }
        }, () -> bindRoot(request), (told, data) -> hooks.failure(told, data).sentence());
    }

    /** CRIU wants a mount for the root, and its parent in sight: in a mount namespace that ends with CRIU. */
    private void bindRoot(RestorePlanRequest request) {
        plan.call("see mounts of one's own", Syscall.UNSHARE, flags(CloneFlag.CLONE_NEWNS));
        plan.call("keep mounts from the host", Syscall.MOUNT, NULL, plan.data().string("/"), NULL,
                flags(MountFlag.MS_REC, MountFlag.MS_PRIVATE), NULL);
        plan.call("bind the root " + request.rootfs() + " on " + request.mountpoint(), Syscall.MOUNT, plan.data().string(request.rootfs().toString()),
                plan.data().string(request.mountpoint().toString()), NULL, flags(MountFlag.MS_REC, MountFlag.MS_BIND), NULL);
    }

    /** As create makes them, in a process whose mounts go with it: what is left are the directories and files to mount on. */
    private void makeMountpoints(RestorePlanRequest request) {
        LinuxConfig linux = request.config().linuxOrEmpty();
        Register process = plan.register("mounting");
        Label begin = plan.label("mounting");
        Label on = plan.label("mounted");
        Operand.Address status = plan.data().room("wait status", 8);
        NamespaceSteps namespaces = new NamespaceSteps(plan, linux);
        List<CloneFlag> flags = new ArrayList<>(List.of(CloneFlag.CLONE_NEWNS));
        namespaces.cloneFlags().stream().filter(flag -> flag != CloneFlag.CLONE_NEWUSER && flag != CloneFlag.CLONE_NEWNS).forEach(flags::add);
        new Clone(plan).spawn("make what the container's mounts are on", flags, null, begin, process);
        plan.call("wait for the mountpoints", Syscall.WAIT4, process, status, number(0), NULL);
        plan.load(value, status, 4);
        plan.jumpIf(value, Condition.NOT_EQUAL, number(0), failed);
        plan.jump(on);
        plan.place(begin);
        new SignalSteps(plan).dieWithLauncher();
        // Cgroups are mounted on directories that the kernel makes, or CRIU.
        RuntimeConfig others = request.config().withMounts(request.config().mounts().stream()
                .filter(mount -> mount.type() == null || !mount.type().startsWith("cgroup")).toList());
        RootFileSystem rootfs = new RootFileSystem(plan, new FileSystemRequest(others, request.bundle(), request.cgroups(), false, true));
        rootfs.open();
        rootfs.mount();
        plan.leave(number(0));
        plan.place(on);
    }

    private CompiledCriu compile(Runnable inLauncher, Runnable inChild, CompiledPlan.HookWords hooks) {
        Label begin = plan.label("criu");
        Label end = plan.label("end");
        steps.open();
        sync.open();
        new Clone(plan).spawn("start CRIU", begin, criu);
        sync.closeInLauncher();
        plan.await("put CRIU into the container's cgroup", Topic.CGROUP.tag(), criu, value);
        plan.call("", null, IGNORE, Syscall.SENDTO, sync.launcherEnd(), plan.data().string("+"), number(1), flags(0x4000, "MSG_NOSIGNAL"), NULL, number(0));
        steps.request(criu, sync.launcherEnd());
        inLauncher.run();
        plan.place(failed);
        plan.cleanup(failed);
        plan.jumpIf(criu, Condition.LESS, number(1), end);
        plan.call("end CRIU", null, IGNORE, Syscall.KILL, criu, flags(Signal.KILL.number(), "SIGKILL"));
        plan.call("", null, IGNORE, Syscall.WAIT4, criu, NULL, number(0), NULL);
        plan.place(end);
        plan.end(number(1));
        plan.place(begin);
        sync.closeInChild();
        new SignalSteps(plan).reset();
        sync.awaitLauncher("wait for the cgroup");
        inChild.run();
        steps.execute(sync.childEnd(), value);
        return new CompiledCriu(plan.build(), refusals, steps.requestRoom(), steps.answerRoom(), hooks);
    }
}
