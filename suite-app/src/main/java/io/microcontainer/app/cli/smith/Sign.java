package io.microcontainer.app.cli.smith;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.build.registry.RemoteImage;
import io.microcontainer.build.sign.Signatures;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code smith sign}. */
@Command(name = "sign", header = "Signs an image in a registry, as cosign does with a key pair.", sortOptions = false)
final class Sign implements Callable<Integer> {

    private final Build smith;

    @Mixin
    private HelpOption help;

    @Mixin
    private RegistryOption registry;

    @Option(names = "--key", paramLabel = "FILE", required = true, description = { "Private ECDSA key of the curve P-256 in PEM.", "COSIGN_PASSWORD has its password if cosign or smith keygen has encrypted it." })
    private String key;

    @Option(names = "--recursive", description = "Sign also each image of an index for several platforms.")
    private boolean recursive;

    Sign(Build smith) {
        this.smith = smith;
    }

    @Override
    public Integer call() {
        RemoteImage image = RemoteImage.parse(registry.remote());
        Digest digest = new Signatures(smith.registryOptions(registry.insecure())).sign(image, smith.signingKey(key), recursive);
        smith.session().out().println(digest + "  " + image + " signed");
        return 0;
    }
}
