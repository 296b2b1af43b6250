package io.microcontainer.app.cli.smith;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.build.examine.Difference;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code smith diff}. */
@Command(name = "diff", header = "Says how two images differ; the status is 1 if they do.", sortOptions = false)
final class Diff implements Callable<Integer> {

    private final Build smith;

    @Mixin
    private HelpOption help;

    @Mixin
    private ExaminedImage opener;

    @Parameters(paramLabel = "IMAGE", arity = "2", description = "Two images: path[:tag] or the URL of a registry.")
    private List<String> images;

    Diff(Build smith) {
        this.smith = smith;
    }

    @Override
    public Integer call() {
        List<String> lines = Difference.between(opener.open(smith, images.getFirst()), opener.open(smith, images.getLast()));
        lines.forEach(smith.session().out()::println);
        return lines.isEmpty() ? 0 : 1;
    }
}
