package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.mode;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.ContainerProcess;
import io.microcontainer.api.oci.runtime.LinuxConfig;
import io.microcontainer.api.oci.runtime.Personality;
import io.microcontainer.api.oci.runtime.PersonalityDomain;
import io.microcontainer.api.plan.Label;
import io.microcontainer.api.plan.OnError;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import io.microcontainer.run.compile.seccomp.SeccompFilter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The last part of a container's process, the same for its init and for those executed later: from a process with all
 * rights in the container's namespaces to the program of the config. In this order:
 *
 * <ol>
 * <li>{@link #restrict}: descriptors, no_new_privs, working directory, capabilities, user, and the search for the
 * program;</li>
 * <li>{@link #finish}: HOME, the limit on files, and a filter that has an agent;</li>
 * <li>{@link #execute}: label, filter, execve(2).</li>
 * </ol>
 */
final class ProcessSteps {

    private static final long DEFAULT_UMASK = 022;
    private static final int PER_LINUX32 = 8;

    private final PlanBuilder plan;
    private final List<String> env;
    private final DescriptorSteps descriptors;
    private final UserSteps user;
    private final WorkingDirectorySteps cwd;
    private final CapabilitySteps capabilities;
    private final ProgramSteps program;
    private final SeccompSteps seccomp;
    private final LabelSteps label;
    private final HomeSteps home;
    private final ContainerProcess process;
    private final LinuxConfig container;
    private final LimitSteps limits;
    private final boolean mayKeepGroups;

    ProcessSteps(PlanBuilder plan, Refusals refusals, SyncSocket sync, ProcessRequest request,
            Consumer<String> warnings) {
        this.plan = plan;
        process = request.process();
        env = withoutRepeats(request.environment());
        descriptors = new DescriptorSteps(plan, request.handedOn());
        user = new UserSteps(plan, process.user(), request.keepsCallersGroups());
        cwd = new WorkingDirectorySteps(plan, refusals, process.cwd());
        capabilities = new CapabilitySteps(plan, process.capabilities(), request.host().lastCapability(), warnings);
        program = new ProgramSteps(plan, refusals, process.args(), env);
        container = request.container();
        seccomp = new SeccompSteps(plan, process.noNewPrivileges(), request.filter(), SeccompAgentSteps.of(plan, refusals, sync, request));
        label = new LabelSteps(plan, process, request.host());
        home = HomeSteps.needed(env) ? new HomeSteps(plan, sync) : null;
        limits = new LimitSteps(plan, process, request.userNamespace());
        mayKeepGroups = request.userNamespace() || !request.host().privileged();
    }

    /** As with setenv(3): of several settings of one name the last counts, in the place of the first. */
    private static List<String> withoutRepeats(List<String> settings) {
        Map<String, String> byName = new LinkedHashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            byName.put(equals < 0 ? setting : setting.substring(0, equals), setting);
        }
        return List.copyOf(byName.values());
    }

    /** The program's environment, but for a HOME that is found later. */
    List<String> environment() {
        return env;
    }

    DescriptorSteps descriptors() {
        return descriptors;
    }

    UserSteps user() {
        return user;
    }

    LimitSteps limits() {
        return limits;
    }

    LabelSteps label() {
        return label;
    }

    Optional<HomeSteps> home() {
        return Optional.ofNullable(home);
    }

    /** In the launcher, beside {@link #restrict} and {@link #finish} in the process: what these need of it. */
    void inLauncher(Register pid, Label failed) {
        seccomp.besideUserChange(pid, failed);
        home().ifPresent(home -> home.inLauncher(failed));
        seccomp.besideLast(pid, failed);
    }

    /** The last before the program may start. */
    void finish() {
        home().ifPresent(HomeSteps::inChild);
        limits.atLast();
        seccomp.atLast();
    }

    /** In the process of a startContainer hook: the filter that the program gets, where this process has it not yet. */
    void filterHook(Register result, OnError onError) {
        seccomp.loadLate(result, onError);
    }

    /** From all rights to those of the config. */
    void restrict() {
        Personality personality = container.personality();
        if (personality != null) {
            boolean linux32 = personality.domain() == PersonalityDomain.LINUX32;
            plan.call("take the personality " + personality.domain().word() + " (linux.personality)",
                    Syscall.PERSONALITY, flags(linux32 ? PER_LINUX32 : 0, linux32 ? "PER_LINUX32" : "PER_LINUX"));
        }
        new MemoryPolicySteps(plan).set(container.memoryPolicy());
        long umask = process.user().umask() == null ? DEFAULT_UMASK : process.user().umask();
        plan.call("set the umask (process.user.umask)", Syscall.UMASK, mode((int) umask));
        descriptors.closeOthersOnExec();
        user.takeOverStreams();
        label.apply();
        limits.beforeUserChange();
        seccomp.beforeUserChange();
        cwd.enterEarly();
        capabilities.dropBounding();
        capabilities.keepOverUserChange();
        user.change(mayKeepGroups);
        cwd.enterLate();
        capabilities.apply();
        program.find();
    }

    /**
     * The program takes over. Where it cannot, the process says why and ends with status 255.
     *
     * @param value  a register to use
     * @param answer descriptor that takes the word of a {@link StartFailure}
     */
    void execute(Register value, Register answer) {
        Register stage = plan.register("stage");
        Label failed = plan.label("not-started");
        List<Operand.Address> settings = new ArrayList<>();
        env.forEach(setting -> settings.add(plan.data().secret(setting)));
        home().ifPresent(h -> settings.add(h.setting()));
        Operand.Address environment = plan.data().pointers("{" + settings.size() + " settings}", settings);
        plan.set(stage, number(StartFailure.FILTER.ordinal()));
        seccomp.loadLate(value, new OnError.GoTo(failed, OnError.ANY));
        plan.set(stage, number(StartFailure.PROGRAM.ordinal()));
        program.execute(environment, value, failed);
        plan.place(failed);
        Operand.Address word = plan.data().room("why", 8);
        plan.store(word, value, 4);
        plan.store(word.plus(4), stage, 4);
        plan.call("say why the program does not run", Syscall.WRITE, answer, word, number(8));
        plan.leave(number(255));
    }
}
