package io.microcontainer.app.cli.railcar;

import io.microcontainer.api.session.Invocation;
import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.run.cgroup.CgroupMounts;
import io.microcontainer.run.spec.DefaultConfig;
import io.microcontainer.run.spec.SpecFile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code railcar spec}. */
@Command(name = "spec", header = "Writes a config.json to begin a bundle with.", sortOptions = false)
final class SpecCommand implements Callable<Integer> {

    private final Railcar railcar;

    @Mixin
    private HelpOption help;

    @Option(names = { "-b", "--bundle" }, paramLabel = "DIR", defaultValue = ".",
            description = "The bundle's directory (default: the working directory).")
    private String bundle;

    @Option(names = "--rootless", description = "For a container of this user, without privileges.")
    private boolean rootless;

    SpecCommand(Railcar railcar) {
        this.railcar = railcar;
    }

    @Override
    public Integer call() {
        Invocation caller = railcar.session().invocation();
        boolean cgroupNamespace = CgroupMounts.read().mode() == CgroupMounts.Mode.V2;
        SpecFile.write(railcar.session().resolve(bundle), rootless
                ? DefaultConfig.rootless(cgroupNamespace, caller.uid(), caller.gid())
                : DefaultConfig.privileged(cgroupNamespace));
        return 0;
    }
}
