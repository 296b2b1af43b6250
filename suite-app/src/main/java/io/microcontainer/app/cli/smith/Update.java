package io.microcontainer.app.cli.smith;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.build.smith.Smith;
import io.microcontainer.build.source.Locking;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code smith update}. */
@Command(name = "update", header = "Writes smith.lock anew, with the newest packages, and tells what changed.", sortOptions = false)
final class Update implements Callable<Integer> {

    private final Build smith;

    @Mixin
    private HelpOption help;

    Update(Build smith) {
        this.smith = smith;
    }

    @Override
    public Integer call() {
        Locking locking = Smith.locking(smith.request());
        List<String> changes = locking.lock(true);
        changes.forEach(smith.session().out()::println);
        smith.session().out().println(locking.file() + (changes.isEmpty() ? " is up to date" : " is written"));
        return 0;
    }
}
