package io.microcontainer.app.cli.railcar;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.app.cli.TakesProgram;
import io.microcontainer.run.container.ExecRequest;
import io.microcontainer.run.container.ExecService;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code railcar exec}. */
@Command(name = "exec", header = "Runs a further process in a container.", sortOptions = false)
final class Exec implements Callable<Integer>, TakesProgram {

    private final Railcar railcar;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Option(names = { "-p", "--process" }, paramLabel = "FILE",
            description = "A process object as in config.json; takes the place of COMMAND and of the options that describe a process.")
    private String process;

    @Option(names = { "-d", "--detach" }, description = "Return as soon as the program runs.")
    private boolean detach;

    @Option(names = { "-t", "--tty" }, description = "Give the process a terminal.")
    private boolean tty;

    @Option(names = "--console-socket", paramLabel = "SOCKET",
            description = "Unix socket that takes the master side of the terminal.")
    private String consoleSocket;

    @Option(names = "--pidfd-socket", paramLabel = "SOCKET", description = "Unix socket that takes a pidfd of the process.")
    private String pidfdSocket;

    @Option(names = "--cwd", paramLabel = "DIR", description = "Working directory in the container.")
    private String cwd;

    @Option(names = { "-e", "--env" }, paramLabel = "NAME=VALUE", description = "A further setting of the environment.")
    private List<String> env = List.of();

    @Option(names = { "-u", "--user" }, paramLabel = "UID[:GID]", description = "User, and group.")
    private String user;

    @Option(names = { "-g", "--additional-gids" }, paramLabel = "GID", split = ",", description = "A further group.")
    private List<Long> additionalGids = List.of();

    @Option(names = { "-c", "--cap" }, paramLabel = "CAP", description = "A further capability, as CAP_NET_ADMIN.")
    private List<String> capabilities = List.of();

    @Option(names = "--no-new-privs", description = "The process cannot gain privileges by execve.")
    private boolean noNewPrivileges;

    @Option(names = "--apparmor", paramLabel = "PROFILE", description = "AppArmor profile.")
    private String apparmor;

    @Option(names = "--process-label", paramLabel = "LABEL", description = "SELinux label.")
    private String processLabel;

    @Option(names = "--pid-file", paramLabel = "FILE", description = "File that takes the process id.")
    private String pidFile;

    @Option(names = "--preserve-fds", paramLabel = "N", defaultValue = "0",
            description = "Hand N descriptors from 3 on to the process.")
    private int preserveFds;

    @Option(names = "--cgroup", paramLabel = "PATH",
            description = "Cgroup below the container's, also CONTROLLER[,CONTROLLER]:PATH.")
    private List<String> cgroups = List.of();

    @Option(names = "--ignore-paused", description = "Do not refuse if the container is paused.")
    private boolean ignorePaused;

    @Option(names = "--no-subreaper", hidden = true, description = "Taken for runc's sake.")
    private boolean noSubreaper;

    @Parameters(index = "0", paramLabel = "ID", description = "The container's name.")
    private String id;

    @Parameters(index = "1..*", paramLabel = "COMMAND", description = "The program and its arguments.")
    private List<String> command = List.of();

    Exec(Railcar railcar) {
        this.railcar = railcar;
    }

    @Override
    public Integer call() {
        if (process == null && command.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "a command to run in " + id + " is missing, or --process FILE");
        }
        var session = railcar.session();
        return new ExecService(railcar.context()).exec(new ExecRequest(id, command, CreateOptions.path(session, process),
                detach, tty, Optional.ofNullable(cwd), env, Optional.ofNullable(user), additionalGids, capabilities,
                noNewPrivileges, Optional.ofNullable(apparmor), Optional.ofNullable(processLabel),
                CreateOptions.path(session, pidFile), CreateOptions.path(session, consoleSocket),
                CreateOptions.path(session, pidfdSocket), preserveFds, cgroups, ignorePaused));
    }
}
