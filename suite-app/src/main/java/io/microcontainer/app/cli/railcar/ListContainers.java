package io.microcontainer.app.cli.railcar;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.run.state.ContainerLister;
import io.microcontainer.run.state.ListText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code railcar list}. */
@Command(name = "list", header = "Lists the containers.", sortOptions = false)
final class ListContainers implements Callable<Integer> {

    enum Format {
        table, json
    }

    private final Railcar railcar;

    @Mixin
    private HelpOption help;

    @Option(names = { "-f", "--format" }, paramLabel = "FORMAT", defaultValue = "table",
            description = "table or json (default: table).")
    private Format format;

    @Option(names = { "-q", "--quiet" }, description = "Names only.")
    private boolean quiet;

    ListContainers(Railcar railcar) {
        this.railcar = railcar;
    }

    @Override
    public Integer call() {
        ContainerLister.Listing listing = new ContainerLister(railcar.context().store()).list();
        listing.problems().forEach(railcar.context().log()::warning);
        railcar.session().out().print(quiet ? ListText.ids(listing.containers()) : switch (format) {
            case table -> ListText.table(listing.containers());
            case json -> ListText.json(listing.containers());
        });
        return 0;
    }
}
