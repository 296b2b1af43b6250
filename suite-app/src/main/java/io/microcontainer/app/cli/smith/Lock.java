package io.microcontainer.app.cli.smith;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.build.smith.Smith;
import io.microcontainer.build.source.Locking;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code smith lock}. */
@Command(name = "lock", header = "Writes smith.lock: the packages that builds take from then on.", sortOptions = false)
final class Lock implements Callable<Integer> {

    private final Build smith;

    @Mixin
    private HelpOption help;

    Lock(Build smith) {
        this.smith = smith;
    }

    @Override
    public Integer call() {
        Locking locking = Smith.locking(smith.request());
        List<String> changes = locking.lock(false);
        changes.forEach(smith.session().out()::println);
        smith.session().out().println(locking.file() + (changes.isEmpty() ? " is up to date" : " is written"));
        return 0;
    }
}
