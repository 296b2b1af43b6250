package io.microcontainer.app.cli.manual;

import io.microcontainer.app.cli.Version;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of a command: what its declaration says, and what only a page has room for, from a resource of its name. */
final class ManualPage {

    /** What most commands end with; those with other numbers have a section of their own. */
    private static final String STATUS = """
            .SH EXIT STATUS
            0 on success, 2 where the words make no sense, and 1 for other failures. \
            125 is an error of the program itself, or of its installation.
            """;

    private final CommandSpec command;
    private final String name;
    private final String date;

    ManualPage(CommandSpec command, String date) {
        this.date = date;
        this.command = command;
        this.name = command.qualifiedName("-");
    }

    /** {@code railcar-create.1} */
    String file() {
        return name + ".1";
    }

    String roff() {
        Roff page = new Roff().title(name, date, Version.ofSuite());
        page.section("NAME").line(Roff.escaped(name) + " \\- " + Roff.escaped(headline()));
        page.section("SYNOPSIS").line(synopsis());
        page.section("DESCRIPTION").words(String.join("\n", command.usageMessage().header()));
        for (String line : command.usageMessage().description()) {
            page.paragraph(line.replace("%n", "\n"));
        }
        arguments(page);
        options(page);
        commands(page);
        String more = more();
        page.line(more.strip());
        if (!more.contains(".SH EXIT STATUS")) {
            page.line(STATUS.strip());
        }
        page.section("SEE ALSO").line(seeAlso());
        return page.toString();
    }

    /** A headline has no full stop. */
    private String headline() {
        return String.join(" ", command.usageMessage().header()).replaceFirst("\\.$", "");
    }

    private String synopsis() {
        StringBuilder line = new StringBuilder(Roff.bold(command.qualifiedName()));
        if (!visible(command).isEmpty()) {
            line.append(" [").append(Roff.italic("OPTION")).append("...]");
        }
        for (PositionalParamSpec each : positional()) {
            String label = Roff.italic(each.paramLabel()) + (each.arity().max() > 1 || each.index().isVariable() ? "..." : "");
            line.append(' ').append(each.arity().min() == 0 ? "[" + label + "]" : label);
        }
        if (!command.subcommands().isEmpty()) {
            String word = Roff.italic("COMMAND") + " [" + Roff.italic("WORD") + "...]";
            line.append("\n.br\n").append(Roff.bold(command.qualifiedName())).append(" [").append(Roff.italic("OPTION"))
                    .append("...] ").append(word);
        }
        return line.toString();
    }

    private void arguments(Roff page) {
        if (!positional().isEmpty()) {
            page.section("ARGUMENTS");
            positional().forEach(each -> page.item(Roff.italic(each.paramLabel()), description(each.description())));
        }
    }

    private void options(Roff page) {
        if (!visible(command).isEmpty()) {
            page.section("OPTIONS");
            for (OptionSpec each : visible(command)) {
                String names = java.util.Arrays.stream(each.names()).map(Roff::bold).collect(Collectors.joining(", "));
                page.item(each.arity().max() == 0 ? names : names + ' ' + Roff.italic(each.paramLabel()), description(each.description()));
            }
        }
    }

    private void commands(Roff page) {
        List<CommandSpec> shown = subcommands();
        if (!shown.isEmpty()) {
            page.section("COMMANDS");
            shown.forEach(each -> page.item(Roff.bold(each.name()), String.join(" ", each.usageMessage().header())));
        }
    }

    private String seeAlso() {
        List<String> others = command.parent() != null ? List.of(command.parent().qualifiedName("-"))
                : subcommands().stream().map(each -> each.qualifiedName("-")).toList();
        String all = java.util.stream.Stream.concat(others.stream(),
                java.util.stream.Stream.of("microcontainer", "smith", "railcar", "crashcart").filter(each -> !each.equals(name)))
                .distinct().map(each -> Roff.bold(each) + "(1)").collect(Collectors.joining(",\n"));
        return all;
    }

    /** The commands of a command that help shows. */
    List<CommandSpec> subcommands() {
        return command.subcommands().values().stream().map(line -> line.getCommandSpec()).distinct()
                .filter(each -> !each.usageMessage().hidden()).toList();
    }

    private List<PositionalParamSpec> positional() {
        return command.positionalParameters().stream().filter(each -> !each.hidden()).toList();
    }

    private static List<OptionSpec> visible(CommandSpec command) {
        return command.options().stream().filter(each -> !each.hidden()).toList();
    }

    private static String description(String[] lines) {
        return lines.length == 0 ? "As its name says." : String.join("\n", lines).replace("%n", "\n").replace("%%", "%");
    }

    private String more() {
        try (InputStream in = ManualPage.class.getResourceAsStream(name + ".roff")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
