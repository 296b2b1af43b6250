package io.microcontainer.app.cli.railcar;

import io.microcontainer.api.plan.PlanPrinter;
import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.run.container.CreateRequest;
import io.microcontainer.run.container.PlanService;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code railcar plan}. */
@Command(name = "plan", header = "Shows the system calls that would make a container.", sortOptions = false)
final class Plan implements Callable<Integer> {

    private final Railcar railcar;

    @Mixin
    private HelpOption help;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Parameters(paramLabel = "BUNDLE", arity = "0..1", defaultValue = ".",
            description = "Directory with config.json (default: the working directory).")
    private String bundle;

    Plan(Railcar railcar) {
        this.railcar = railcar;
    }

    @Override
    public Integer call() {
        var plan = new PlanService(railcar.context()).compile(CreateRequest.of("plan", railcar.session().resolve(bundle)));
        railcar.session().out().print(json ? PlanPrinter.json(plan).toPrettyString() + "\n" : PlanPrinter.text(plan));
        return 0;
    }
}
