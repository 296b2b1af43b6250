package io.microcontainer.app.cli.manual;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** fish's completion of a tool: its commands, and the options of the one that was typed (complete(1)). */
final class FishCompletion {

    private final CommandSpec tool;
    private final StringBuilder script = new StringBuilder();

    FishCompletion(CommandSpec tool) {
        this.tool = tool;
    }

    String script() {
        String none = tool.subcommands().isEmpty() ? "" : " -n __fish_use_subcommand";
        tool.options().forEach(option -> option(option, none));
        for (CommandLine each : tool.subcommands().values()) {
            CommandSpec command = each.getCommandSpec();
            if (!command.usageMessage().hidden()) {
                begin(" -n __fish_use_subcommand").append(" -a ").append(command.name()).append(" -d ")
                        .append(quoted(String.join(" ", command.usageMessage().header()))).append('\n');
                command.options().forEach(option -> option(option, " -n '__fish_seen_subcommand_from " + command.name() + "'"));
            }
        }
        return script.toString();
    }

    private void option(OptionSpec option, String condition) {
        if (option.hidden()) {
            return;
        }
        begin(condition);
        for (String name : option.names()) {
            script.append(name.startsWith("--") ? " -l " : name.length() == 2 ? " -s " : " -o ").append(name.replaceFirst("^--?", ""));
        }
        if (option.arity().max() > 0) {
            script.append(" -r");
        }
        if (option.description().length > 0) {
            script.append(" -d ").append(quoted(option.description()[0]));
        }
        script.append('\n');
    }

    private StringBuilder begin(String condition) {
        return script.append("complete -c ").append(tool.name()).append(condition);
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
