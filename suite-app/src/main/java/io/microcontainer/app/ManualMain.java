package io.microcontainer.app;

import io.microcontainer.app.cli.crashcart.CrashcartCli;
import io.microcontainer.app.cli.manual.Manual;
import io.microcontainer.app.cli.railcar.RailcarCli;
import io.microcontainer.app.cli.smith.SmithCli;
import io.microcontainer.app.cli.suite.SuiteCli;
import io.microcontainer.run.container.Host;
import java.io.IOException;
import java.nio.file.Path;

/** Writes manual pages and completions into a directory, when the installed tree is assembled. */
public final class ManualMain {

    private ManualMain() {
    }

    /** @param words the directory, {@code share} of the tree, and the date of the pages */
    public static void main(String[] words) throws IOException {
        Path share = Path.of(words[0]).toAbsolutePath();
        Manual manual = new Manual(share, words[1]);
        manual.write(SmithCli.commandLine());
        manual.write(RailcarCli.commandLine(Host.ours()));
        manual.write(CrashcartCli.commandLine());
        manual.write(SuiteCli.commandLine(share));
    }
}
