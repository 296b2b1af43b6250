package io.microcontainer.app.cli;

import picocli.CommandLine.Option;

/** The help option that every subcommand has. */
public final class HelpOption {

    @Option(names = { "-h", "--help" }, usageHelp = true, description = "Prints this help.")
    private boolean help;

    /** Made by picocli. */
    public HelpOption() {
    }
}
