package faastrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes a manual page for each command, from the same model as {@code --help}. */
public final class ManualPages {
    private final StringBuilder page = new StringBuilder();
    private final CommandSpec spec;

    private ManualPages(CommandSpec spec) {
        this.spec = spec;
    }

    /**
     * Writes all pages to a folder. Creates the folder if it is missing.
     *
     * @param arguments the folder, and the date to print in the pages, such as 2026-11-23
     */
    public static void main(String[] arguments) throws IOException {
        Files.createDirectories(Path.of(arguments[0]));
        for (Map.Entry<String, String> page : all(arguments[1]).entrySet()) {
            Files.writeString(Path.of(arguments[0], page.getKey()), page.getValue(), StandardCharsets.UTF_8);
        }
    }

    /** All pages by file name. */
    static Map<String, String> all(String day) {
        Map<String, String> pages = new LinkedHashMap<>();
        add(FaasTraceCommand.commandLine(Path.of("")), day, pages);
        return pages;
    }

    private static void add(CommandLine command, String day, Map<String, String> pages) {
        pages.put(name(command.getCommandSpec()) + ".1", new ManualPages(command.getCommandSpec()).write(day));
        below(command.getCommandSpec()).forEach(child -> add(child, day, pages));
    }

    private static List<CommandLine> below(CommandSpec spec) {
        Collection<CommandLine> all = new LinkedHashSet<>(spec.subcommands().values());
        return all.stream()
                .filter(child -> !child.getCommandSpec().usageMessage().hidden())
                .filter(child -> !(child.getCommand() instanceof CommandLine.HelpCommand))
                .toList();
    }

    private static String name(CommandSpec spec) {
        return spec.qualifiedName("-");
    }

    private String write(String day) {
        String name = name(spec);
        List<String> about = texts(spec.usageMessage().description());
        page.append(".TH ")
                .append(quoted(name.toUpperCase(Locale.ROOT)))
                .append(" 1 \"")
                .append(day)
                .append('"');
        page.append(' ').append(quoted(BuildVersion.name())).append(" \"User Commands\"\n.nh\n.ad l\n");
        section("NAME");
        paragraph(name + " - " + summary(spec));
        section("SYNOPSIS");
        paragraph(synopsis());
        section("DESCRIPTION");
        about.forEach(this::paragraph);
        arguments();
        options();
        commands();
        footer();
        seeAlso();
        return page.toString();
    }

    private String synopsis() {
        return spec.commandLine().getHelp().synopsis(0).strip().replaceAll("\\s+", " ");
    }

    private void arguments() {
        List<PositionalParamSpec> shown =
                spec.positionalParameters().stream().filter(p -> !p.hidden()).toList();
        if (!shown.isEmpty()) {
            section("ARGUMENTS");
            shown.forEach(argument -> item(argument.paramLabel(), argument));
        }
    }

    private void options() {
        section("OPTIONS");
        for (OptionSpec option : HelpLayout.options(spec)) {
            String names = String.join(", ", option.names());
            item(option.arity().max() == 0 ? names : names + " " + option.paramLabel(), option);
        }
    }

    private void item(String term, ArgSpec argument) {
        String meaning = String.join(" ", texts(argument.description()));
        String candidates =
                argument.completionCandidates() == null ? "" : String.join(", ", argument.completionCandidates());
        String standard = argument.defaultValueString();
        item(
                term,
                meaning.replace("${COMPLETION-CANDIDATES}", candidates)
                        .replace("${DEFAULT-VALUE}", standard == null ? "" : standard));
    }

    private void commands() {
        List<CommandLine> children = below(spec);
        if (!children.isEmpty()) {
            section("COMMANDS");
            children.forEach(child -> item(
                    child.getCommandName(),
                    summary(child.getCommandSpec()) + ": " + name(child.getCommandSpec()) + "(1)"));
        }
    }

    /** Prints the footer without rewrapping its lines, because it contains examples and tables. */
    private void footer() {
        List<String> lines = new ArrayList<>(texts(spec.usageMessage().footer()));
        while (!lines.isEmpty() && lines.get(0).isBlank()) {
            lines.remove(0);
        }
        if (!lines.isEmpty()) {
            section("NOTES");
            page.append(".nf\n");
            lines.forEach(
                    line -> page.append(line.isBlank() ? ".sp" : escaped(line)).append('\n'));
            page.append(".fi\n");
        }
    }

    private void seeAlso() {
        List<String> others = Stream.concat(Stream.of(spec.root()), Stream.ofNullable(spec.parent()))
                .filter(other -> other != spec)
                .map(other -> name(other) + "(1)")
                .distinct()
                .toList();
        if (!others.isEmpty()) {
            section("SEE ALSO");
            paragraph(String.join(", ", others));
        }
    }

    /** The first sentence of the description for the NAME section, on one line and without its full stop. */
    private static String summary(CommandSpec spec) {
        String all = String.join(" ", texts(spec.usageMessage().description()));
        return all.split("(?<=\\.)\\s", 2)[0].replaceAll("\\.$", "");
    }

    private static List<String> texts(String[] marked) {
        return Stream.of(marked)
                .map(text -> Ansi.OFF.string(text).replace("%%", "%").replace("%n", "\n"))
                .flatMap(String::lines)
                .toList();
    }

    private void section(String title) {
        page.append(".SH ").append(quoted(title)).append('\n');
    }

    private void paragraph(String text) {
        if (page.charAt(page.length() - 2) != '"') {
            page.append(".PP\n");
        }
        page.append(escaped(text)).append('\n');
    }

    private void item(String term, String meaning) {
        page.append(".TP\n\\fB").append(escaped(term)).append("\\fR\n");
        page.append(meaning.isBlank() ? "\\&" : escaped(meaning)).append('\n');
    }

    private static String quoted(String text) {
        return '"' + escaped(text).replace("\"", "\\(dq") + '"';
    }

    /** Escapes backslashes, hyphens that users type, and lines that would look like a roff request. */
    private static String escaped(String text) {
        String plain = text.replace("\\", "\\e").replace("-", "\\-");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }
}
