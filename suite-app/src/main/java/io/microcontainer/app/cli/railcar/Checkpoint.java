package io.microcontainer.app.cli.railcar;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.run.RunException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Unmatched;

/** {@code railcar checkpoint}, which engines may ask for: it says that it cannot. */
@Command(name = "checkpoint", header = "Not there: freezes a container to disk, with CRIU.", sortOptions = false)
final class Checkpoint implements Callable<Integer> {

    @Mixin
    private HelpOption help;

    @Unmatched
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() {
        throw new RunException("railcar cannot checkpoint containers: it has no support for CRIU; stop the container instead, or "
                + "run the ones that are to be checkpointed with runc");
    }
}
