package io.microcontainer.app.cli.railcar;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.run.RunException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Unmatched;

/** {@code railcar restore}, which engines may ask for: it says that it cannot. */
@Command(name = "restore", header = "Not there: goes on with a container from disk, with CRIU.", sortOptions = false)
final class Restore implements Callable<Integer> {

    @Mixin
    private HelpOption help;

    @Unmatched
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() {
        throw new RunException("railcar cannot restore containers: it has no support for CRIU; create the container anew, or "
                + "restore it with the runtime that made the checkpoint");
    }
}
