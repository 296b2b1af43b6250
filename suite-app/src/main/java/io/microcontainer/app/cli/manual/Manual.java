package io.microcontainer.app.cli.manual;

import io.microcontainer.app.cli.ToolCommandLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Writes manual pages and completions of tools where an installation has them, below {@code share}. */
public final class Manual {

    private final Path share;
    private final String date;

    /**
     * @param share where to write
     * @param date  of the pages, as 2026-11-25
     */
    public Manual(Path share, String date) {
        this.share = share;
        this.date = date;
    }

    /** Writes those of one tool and its commands. */
    public void write(ToolCommandLine<?> tool) throws IOException {
        CommandLine line = tool.described();
        String name = line.getCommandName();
        writePages(line.getCommandSpec());
        // It is sourced and never run.
        String bash = AutoComplete.bash(name, line).replaceFirst("^#!.*\n", "");
        file("bash-completion/completions/" + name, bash);
        // zsh runs the functions of bash; what it loads by a command's name must itself be the completion's function.
        file("zsh/site-functions/_" + name, "#compdef " + name + "\nautoload -Uz bashcompinit && bashcompinit\n" + bash);
        file("fish/vendor_completions.d/" + name + ".fish", new FishCompletion(line.getCommandSpec()).script());
    }

    private void writePages(CommandSpec command) throws IOException {
        ManualPage page = new ManualPage(command, date);
        file("man/man1/" + page.file(), page.roff());
        for (CommandSpec each : page.subcommands()) {
            writePages(each);
        }
    }

    private void file(String name, String text) throws IOException {
        Path file = share.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
