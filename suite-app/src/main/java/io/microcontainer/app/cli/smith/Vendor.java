package io.microcontainer.app.cli.smith;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.build.smith.Smith;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code smith vendor}. */
@Command(name = "vendor", header = "Copies the packages of smith.lock to vendor/, from which builds take them then.", sortOptions = false)
final class Vendor implements Callable<Integer> {

    private final Build smith;

    @Mixin
    private HelpOption help;

    Vendor(Build smith) {
        this.smith = smith;
    }

    @Override
    public Integer call() {
        List<Path> files = Smith.locking(smith.request()).vendor();
        files.forEach(smith.session().out()::println);
        return 0;
    }
}
