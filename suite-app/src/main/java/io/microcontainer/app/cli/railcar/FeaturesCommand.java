package io.microcontainer.app.cli.railcar;

import io.microcontainer.api.json.JsonText;
import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.app.cli.Version;
import io.microcontainer.run.features.RuntimeFeatures;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code railcar features}. */
@Command(name = "features", header = "Prints what this runtime can do, as JSON.", sortOptions = false)
final class FeaturesCommand implements Callable<Integer> {

    private final Railcar railcar;

    @Mixin
    private HelpOption help;

    FeaturesCommand(Railcar railcar) {
        this.railcar = railcar;
    }

    @Override
    public Integer call() {
        railcar.session().out().print(new String(JsonText.pretty(RuntimeFeatures.of(Version.ofSuite())), StandardCharsets.UTF_8));
        return 0;
    }
}
