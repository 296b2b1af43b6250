package io.microcontainer.app.cli.smith;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.build.examine.Explanation;
import io.microcontainer.build.registry.RemoteImage;
import io.microcontainer.build.spec.SourceType;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code smith explain}. */
@Command(name = "explain", header = "Says why each file is in an image: what asks for it, and the package that it is from.", sortOptions = false)
final class Explain implements Callable<Integer> {

    private final Build smith;

    @Mixin
    private HelpOption help;

    @Mixin
    private ExaminedImage opener;

    @Option(names = { "-i", "--image" }, paramLabel = "IMAGE", defaultValue = "image.tar.gz",
            description = "path[:tag] of an image that smith built, or the URL of a registry (default: image.tar.gz).")
    private String image;

    @Parameters(paramLabel = "IMAGE|PATH", arity = "0..*", description = "An image, and paths in it (default: all files).")
    private List<String> words = List.of();

    Explain(Build smith) {
        this.smith = smith;
    }

    @Override
    public Integer call() {
        boolean named = !words.isEmpty() && (RemoteImage.isUrl(words.getFirst()) || SourceType.guess(words.getFirst()) == SourceType.OCI);
        List<String> paths = named ? words.subList(1, words.size()) : words;
        var explanation = new Explanation(opener.open(smith, named ? words.getFirst() : image));
        for (String path : paths.isEmpty() ? explanation.all() : paths) {
            explanation.of(path).forEach(smith.session().out()::println);
        }
        return 0;
    }
}
