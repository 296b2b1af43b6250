package io.microcontainer.app.cli.crashcart;

import io.microcontainer.app.cli.Version;
import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.app.cli.TakesProgram;
import io.microcontainer.app.cli.ToolRoot;
import io.microcontainer.debug.session.Crashcart;
import io.microcontainer.debug.session.EnterRequest;
import io.microcontainer.debug.session.Privileges;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code crashcart}: a shell with tools in a running container. */
@Command(name = "crashcart", header = "Side-loads a cart of tools into a running container and gives a shell there.",
        sortOptions = false)
final class Crash extends ToolRoot implements TakesProgram {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Option(names = { "-i", "--image" }, paramLabel = "CART",
            description = "The tools: a directory, an ext4, erofs or squashfs image (/var/lib/microcontainer/crashcart.img), or any OCI image: "
                    + "an archive, a layout, or a registry's, as registry/tools:tag.")
    private String cart;

    @Option(names = "--pull", description = "Fetch the OCI image anew, though a cart of it is kept.")
    private boolean pull;

    @Option(names = { "-m", "--mount" }, description = "Only mount the cart in the container.")
    private boolean mount;

    @Option(names = { "-u", "--unmount" }, description = "Only take away a cart that was mounted.")
    private boolean unmount;

    @Option(names = "--private", description = "Mount the cart in a copy of the container's mount namespace, that only the session sees (default).")
    private boolean privately;

    @Option(names = "--shared", description = "Mount the cart in the container's own mount namespace.")
    private boolean shared;

    @Option(names = "--user", paramLabel = "USER[:GROUP]", description = "Be this user, without capabilities.")
    private String user;

    @Option(names = "--like-target", description = "Have the container's user, capabilities, no_new_privs and seccomp filters.")
    private boolean likeTarget;

    @Option(names = "--host-user-namespace",
            description = "Stay in the caller's user namespace where the container has one of its own.")
    private boolean hostUserNamespace;

    @Option(names = "--no-cgroup", description = "Do not join the container's cgroups: for one at its limits, or paused.")
    private boolean noCgroup;

    @Option(names = "--root", paramLabel = "DIR", description = "Look for containers where railcar, runc or crun keep their states below DIR, and not everywhere.")
    private String root;

    @Option(names = { "-v", "--verbose" }, description = "Say what is done.")
    private boolean verbose;

    @Option(names = { "-V", "--version" }, description = "Prints the version.")
    private boolean version;

    @Parameters(index = "0", arity = "0..1", paramLabel = "TARGET",
            description = "A container's id or name, or the beginning of one, in any engine; or a process id.")
    private String target;

    @Parameters(index = "1..*", paramLabel = "COMMAND",
            description = "The program, looked for in the cart first, and its arguments (default: the cart's shell).")
    private List<String> command = List.of();

    @Override
    public Integer call() {
        if (version) {
            session().out().println("crashcart version " + Version.ofSuite());
            return 0;
        }
        if (target == null) {
            throw misuse("name the container to enter, or ask for a list of them: crashcart list");
        }
        if (mount && unmount) {
            throw misuse("--mount and --unmount exclude each other");
        }
        if (privately && shared) {
            throw misuse("--private and --shared exclude each other");
        }
        if (user != null && likeTarget) {
            throw misuse("--user and --like-target exclude each other");
        }
        Optional<Path> image = unmount ? Optional.empty() : Optional.ofNullable(cart).map(word -> new CartChoice(session()).of(word, pull));
        if (mount) {
            crashcart().mount(target, image, verbose);
            return 0;
        }
        if (unmount) {
            crashcart().unmount(target, verbose);
            return 0;
        }
        Privileges privileges = likeTarget ? new Privileges.LikeTarget()
                : user != null ? new Privileges.User(user) : new Privileges.Full();
        return crashcart().enter(new EnterRequest(target, image,
                shared ? EnterRequest.Visibility.SHARED : EnterRequest.Visibility.PRIVATE, privileges,
                hostUserNamespace ? EnterRequest.UserNamespace.CALLER : EnterRequest.UserNamespace.TARGET, !noCgroup,
                program(), verbose));
    }

    /** The command without the {@code --} that may stand before it. */
    private List<String> program() {
        return !command.isEmpty() && command.getFirst().equals("--") ? command.subList(1, command.size()) : command;
    }

    /** What a command of this call works with. */
    Crashcart crashcart() {
        return new Crashcart(session(), Optional.ofNullable(root).map(session()::resolve));
    }

    private ParameterException misuse(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
