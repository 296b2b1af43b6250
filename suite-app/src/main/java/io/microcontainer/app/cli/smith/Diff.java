package io.microcontainer.app.cli.smith;

import io.microcontainer.api.oci.image.Platform;
import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.build.examine.Difference;
import io.microcontainer.build.examine.Examiner;
import java.util.ArrayList;
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
        Examiner.Choice first = opener.choice(smith, images.getFirst());
        Examiner.Choice second = opener.choice(smith, images.getLast());
        List<Platform> ofFirst = opener.platforms(first);
        List<Platform> ofSecond = opener.platforms(second);
        if (ofFirst.size() == 1 && ofSecond.size() == 1) {
            return show(Difference.between(opener.open(smith, first, ofFirst.getFirst()), opener.open(smith, second, ofSecond.getFirst())));
        }
        int status = show(platforms(ofFirst, ofSecond));
        for (Platform platform : ofFirst) {
            if (ofSecond.contains(platform)) {
                List<String> lines = Difference.between(opener.open(smith, first, platform), opener.open(smith, second, platform));
                if (!lines.isEmpty()) {
                    smith.session().out().println(platform + ":");
                }
                status = Math.max(status, show(lines));
            }
        }
        return status;
    }

    private static List<String> platforms(List<Platform> first, List<Platform> second) {
        List<String> out = new ArrayList<>();
        first.stream().filter(each -> !second.contains(each)).forEach(each -> out.add("- image for " + each));
        second.stream().filter(each -> !first.contains(each)).forEach(each -> out.add("+ image for " + each));
        return out;
    }

    private int show(List<String> lines) {
        lines.forEach(smith.session().out()::println);
        return lines.isEmpty() ? 0 : 1;
    }
}
