package io.microcontainer.app.cli.smith;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.build.sign.KeyPairs;
import io.microcontainer.build.sign.SigningKey;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code smith keygen}. */
@Command(name = "keygen", header = "Makes a key pair for signatures, as cosign does: NAME.key, encrypted, and NAME.pub.", sortOptions = false)
final class Keygen implements Callable<Integer> {

    private final Build smith;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Parameters(paramLabel = "NAME", arity = "1", description = { "Where the keys go, without an ending.",
        "COSIGN_PASSWORD must have the password of the private key; it may be empty." })
    private String name;

    Keygen(Build smith) {
        this.smith = smith;
    }

    @Override
    public Integer call() {
        String password = smith.session().invocation().environment().get(SigningKey.VARIABLE);
        if (password == null) {
            throw new ParameterException(spec.commandLine(), SigningKey.VARIABLE + " is not set: put the password that the key is to have into the environment");
        }
        Path path = smith.session().resolve(name);
        KeyPairs.generate(path, password);
        smith.session().out().println(path + ".key and " + path + ".pub are written");
        return 0;
    }
}
