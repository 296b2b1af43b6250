package io.microcontainer.app.cli.railcar;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.app.cli.TakesProgram;
import io.microcontainer.run.cgroup.Cgroup;
import io.microcontainer.run.process.HostPs;
import io.microcontainer.run.process.ProcessTable;
import io.microcontainer.run.state.ContainerId;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code railcar ps}. */
@Command(name = "ps", header = "Lists the processes in a container.", sortOptions = false)
final class Ps implements Callable<Integer>, TakesProgram {

    enum Format {
        table, json
    }

    private final Railcar railcar;

    @Mixin
    private HelpOption help;

    @Option(names = { "-f", "--format" }, paramLabel = "FORMAT", defaultValue = "table",
            description = "table, or json for the process ids only (default: table).")
    private Format format;

    @Parameters(index = "0", paramLabel = "ID", description = "The container's name.")
    private String id;

    @Parameters(index = "1..*", paramLabel = "OPTION", description = "Options for the host's ps(1) (default: -ef, without needing it).")
    private List<String> options = List.of();

    Ps(Railcar railcar) {
        this.railcar = railcar;
    }

    @Override
    public Integer call() {
        List<Integer> pids = Cgroup.of(railcar.context().store().load(new ContainerId(id)).cgroups()).processes();
        railcar.session().out().print(switch (format) {
            case json -> ProcessTable.json(pids);
            case table -> options.isEmpty() ? new ProcessTable(ZoneId.systemDefault()).table(pids) : HostPs.table(pids, options);
        });
        return 0;
    }
}
