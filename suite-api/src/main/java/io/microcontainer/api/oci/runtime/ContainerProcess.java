package io.microcontainer.api.oci.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.List;
import java.util.Map;

/**
 * A process of a container; runtime-spec config.md, "Process" and "Linux Process".
 *
 * @param terminal        whether the process gets a terminal
 * @param consoleSize     of the terminal, or null; ignored without one
 * @param user            whom it runs as; root if absent
 * @param args            the program and its arguments
 * @param env             {@code NAME=value}
 * @param cwd             working directory, an absolute path in the container
 * @param capabilities    or null for none
 * @param rlimits         resource limits, each type once
 * @param noNewPrivileges whether exec can never gain privileges
 * @param apparmorProfile or null
 * @param oomScoreAdj     -1000 to 1000, or null to leave it
 * @param scheduler       or null
 * @param selinuxLabel    or null
 * @param ioPriority      or null
 * @param execCpuAffinity CPUs of processes that are executed later, or null
 * @param unknown         fields that were read and not understood
 */
public record ContainerProcess(boolean terminal, ConsoleSize consoleSize, User user, List<String> args, List<String> env, String cwd,
                               Capabilities capabilities, List<Rlimit> rlimits, boolean noNewPrivileges, String apparmorProfile,
                               Integer oomScoreAdj, Scheduler scheduler, String selinuxLabel, IoPriority ioPriority,
                               ExecCpuAffinity execCpuAffinity, Map<String, JsonNode> unknown) implements JsonWritable {

    public ContainerProcess {
        user = user == null ? User.ROOT : user;
        args = List.copyOf(args);
        env = List.copyOf(env);
        rlimits = List.copyOf(rlimits);
    }

    public static ContainerProcess read(JsonObject in) {
        return new ContainerProcess(in.flag("terminal"), in.object("consoleSize", ConsoleSize::read), in.object("user", User::read),
                in.strings("args"), in.strings("env"), in.requiredString("cwd"), in.object("capabilities", Capabilities::read),
                in.objects("rlimits", Rlimit::read), in.flag("noNewPrivileges"), in.text("apparmorProfile"), in.int32("oomScoreAdj"),
                in.object("scheduler", Scheduler::read), in.text("selinuxLabel"), in.object("ioPriority", IoPriority::read),
                in.object("execCPUAffinity", ExecCpuAffinity::read), in.unknown());
    }

    public ContainerProcess withTerminal(boolean newTerminal) {
        return new ContainerProcess(newTerminal, consoleSize, user, args, env, cwd, capabilities, rlimits, noNewPrivileges, apparmorProfile,
                oomScoreAdj, scheduler, selinuxLabel, ioPriority, execCpuAffinity, unknown);
    }

    public ContainerProcess withConsoleSize(ConsoleSize newConsoleSize) {
        return new ContainerProcess(terminal, newConsoleSize, user, args, env, cwd, capabilities, rlimits, noNewPrivileges, apparmorProfile,
                oomScoreAdj, scheduler, selinuxLabel, ioPriority, execCpuAffinity, unknown);
    }

    public ContainerProcess withUser(User newUser) {
        return new ContainerProcess(terminal, consoleSize, newUser, args, env, cwd, capabilities, rlimits, noNewPrivileges, apparmorProfile,
                oomScoreAdj, scheduler, selinuxLabel, ioPriority, execCpuAffinity, unknown);
    }

    public ContainerProcess withArgs(List<String> newArgs) {
        return new ContainerProcess(terminal, consoleSize, user, newArgs, env, cwd, capabilities, rlimits, noNewPrivileges, apparmorProfile,
                oomScoreAdj, scheduler, selinuxLabel, ioPriority, execCpuAffinity, unknown);
    }

    public ContainerProcess withEnv(List<String> newEnv) {
        return new ContainerProcess(terminal, consoleSize, user, args, newEnv, cwd, capabilities, rlimits, noNewPrivileges, apparmorProfile,
                oomScoreAdj, scheduler, selinuxLabel, ioPriority, execCpuAffinity, unknown);
    }

    public ContainerProcess withCwd(String newCwd) {
        return new ContainerProcess(terminal, consoleSize, user, args, env, newCwd, capabilities, rlimits, noNewPrivileges, apparmorProfile,
                oomScoreAdj, scheduler, selinuxLabel, ioPriority, execCpuAffinity, unknown);
    }

    public ContainerProcess withCapabilities(Capabilities newCapabilities) {
        return new ContainerProcess(terminal, consoleSize, user, args, env, cwd, newCapabilities, rlimits, noNewPrivileges, apparmorProfile,
                oomScoreAdj, scheduler, selinuxLabel, ioPriority, execCpuAffinity, unknown);
    }

    public ContainerProcess withRlimits(List<Rlimit> newRlimits) {
        return new ContainerProcess(terminal, consoleSize, user, args, env, cwd, capabilities, newRlimits, noNewPrivileges, apparmorProfile,
                oomScoreAdj, scheduler, selinuxLabel, ioPriority, execCpuAffinity, unknown);
    }

    public ContainerProcess withNoNewPrivileges(boolean newNoNewPrivileges) {
        return new ContainerProcess(terminal, consoleSize, user, args, env, cwd, capabilities, rlimits, newNoNewPrivileges, apparmorProfile,
                oomScoreAdj, scheduler, selinuxLabel, ioPriority, execCpuAffinity, unknown);
    }

    public ContainerProcess withApparmorProfile(String newApparmorProfile) {
        return new ContainerProcess(terminal, consoleSize, user, args, env, cwd, capabilities, rlimits, noNewPrivileges, newApparmorProfile,
                oomScoreAdj, scheduler, selinuxLabel, ioPriority, execCpuAffinity, unknown);
    }

    public ContainerProcess withSelinuxLabel(String newSelinuxLabel) {
        return new ContainerProcess(terminal, consoleSize, user, args, env, cwd, capabilities, rlimits, noNewPrivileges, apparmorProfile,
                oomScoreAdj, scheduler, newSelinuxLabel, ioPriority, execCpuAffinity, unknown);
    }

    @Override
    public void write(JsonFields out) {
        out.flag("terminal", terminal).object("consoleSize", consoleSize).object("user", user).strings("args", args).strings("env", env)
                .string("cwd", cwd).object("capabilities", capabilities).objects("rlimits", rlimits)
                .flag("noNewPrivileges", noNewPrivileges).string("apparmorProfile", apparmorProfile).number("oomScoreAdj", oomScoreAdj)
                .object("scheduler", scheduler).string("selinuxLabel", selinuxLabel).object("ioPriority", ioPriority)
                .object("execCPUAffinity", execCpuAffinity).unknown(unknown);
    }
}
