package faastrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Documents;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HelpTest {
    private static final int COLUMNS = 80;
    private static final Pattern OPTION = Pattern.compile("^ {2,6}(?:-., )?(--[a-z\\[\\]-]+)[^ ]*(.*)");
    private static final Pattern COMMAND =
            Pattern.compile("(?<!--install )(?:\\./)?faas-trace((?: +[-a-z][-a-z0-9]*)+)");

    @Test
    void everyCommandAndOptionInTheDocumentsExists() throws IOException {
        CommandLine all = FaasTraceCommand.commandLine(Path.of(""));
        for (Path document : Documents.all()) {
            for (MatchResult match : COMMAND.matcher(codeOf(Files.readString(document)))
                    .results()
                    .toList()) {
                CommandLine commandLine = all;
                for (String word : match.group(1).strip().split(" +")) {
                    commandLine = check(commandLine, word, document + ": " + match.group());
                }
            }
        }
    }

    /**
     * Checks a word of a command line. A word that starts with a hyphen must be an option, and any other word a
     * subcommand or an argument. Returns the command to which the next word belongs.
     */
    private static CommandLine check(CommandLine commandLine, String word, String where) {
        if (word.startsWith("-")) {
            assertThat(commandLine.getCommandSpec().findOption(word))
                    .as(where + ": " + word)
                    .isNotNull();
            return commandLine;
        }
        CommandLine subcommand = commandLine.getSubcommands().get(word);
        boolean isArgument = commandLine.getSubcommands().isEmpty();
        assertThat(subcommand != null || isArgument).as(where + ": " + word).isTrue();
        return subcommand == null ? commandLine : subcommand;
    }

    /** The code blocks and inline code of a document. Commands elsewhere in the document are not checked. */
    private static String codeOf(String markdown) {
        StringBuilder code = new StringBuilder();
        Pattern.compile("(?s)```.*?```|`[^`\n]+`")
                .matcher(markdown)
                .results()
                .forEach(match -> code.append(match.group()).append("\n;\n"));
        return code.toString();
    }

    @Test
    void everyCommandHasHelpInOneScreenAndExitsWithZero() {
        each(FaasTraceCommand.commandLine(Path.of("")), command -> {
            List<String> arguments = new ArrayList<>(
                    List.of(command.getCommandSpec().qualifiedName().split(" ")));
            arguments.remove(0);
            arguments.add("--help");
            StringWriter out = new StringWriter();
            int code = Main.run(
                    Path.of(""),
                    new PrintWriter(out, true),
                    new PrintWriter(new StringWriter()),
                    arguments.toArray(String[]::new));
            assertThat(code).isZero();
            assertThat(out.toString())
                    .contains("Usage: faas-trace")
                    .hasLineCount(out.toString().split("\n").length);
            assertThat(out.toString().lines().count()).isLessThan(60);
        });
    }

    /** So that users can copy the examples from a terminal of 80 columns. */
    @Test
    void noExampleIsWrapped() {
        each(FaasTraceCommand.commandLine(Path.of("")), command -> {
            List<String> shown = lines(command);
            assertThat(shown).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(COLUMNS));
            for (String line : command.getCommandSpec().usageMessage().footer()) {
                if (line.startsWith("  ")) {
                    assertThat(shown).contains(line.replace("%%", "%"));
                }
            }
        });
    }

    @Test
    void aCommandIsDescribedInOneLineInTheListOfCommands() {
        each(FaasTraceCommand.commandLine(Path.of("")), command -> {
            String first = command.getCommandSpec().usageMessage().description()[0];
            assertThat(first).as(command.getCommandName()).hasSizeLessThan(command.getParent() == null ? 150 : 68);
        });
    }

    @Test
    void anOptionIsDescribedInAtMostTwoLinesAndThoseOfAllCommandsComeLast() {
        each(FaasTraceCommand.commandLine(Path.of("")), command -> {
            List<String> options = new ArrayList<>();
            int described = 0;
            for (String line : lines(command)) {
                Matcher option = OPTION.matcher(line);
                if (option.find()) {
                    options.add(option.group(1));
                    described = option.group(2).isBlank() ? 0 : 1;
                } else if (line.matches(" {12,}\\S.*")) {
                    described++;
                    assertThat(described)
                            .as(command.getCommandName() + ": " + line)
                            .isLessThan(3);
                } else {
                    described = 0;
                }
            }
            assertThat(options.subList(options.size() - 3, options.size()))
                    .containsExactlyInAnyOrder("--debug", "--help", "--version");
        });
    }

    private static List<String> lines(CommandLine command) {
        return command.setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(COLUMNS)
                .getUsageMessage(CommandLine.Help.Ansi.OFF)
                .lines()
                .toList();
    }

    /** Visits a command and all commands below it, except for hidden ones and {@code help}. */
    private static void each(CommandLine command, Consumer<CommandLine> visitor) {
        if (command.getCommand() instanceof CommandLine.HelpCommand
                || command.getCommandSpec().usageMessage().hidden()) {
            return;
        }
        visitor.accept(command);
        new LinkedHashSet<>(command.getSubcommands().values()).forEach(below -> each(below, visitor));
    }

    @Test
    void aMistypedCommandOrOptionGetsASuggestionAndTwo() {
        StringWriter err = new StringWriter();
        PrintWriter out = new PrintWriter(new StringWriter());
        assertThat(Main.run(Path.of(""), out, new PrintWriter(err, true), "pach"))
                .isEqualTo(2);
        assertThat(Main.run(Path.of(""), out, new PrintWriter(err, true), "patch", "--chek"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("did you mean patch?").contains("did you mean --check?");
    }

    @Test
    void whatIsNearNothingGetsNoSuggestion() {
        for (String word : new String[] {"nosuch", "x", "template-store"}) {
            StringWriter err = new StringWriter();
            assertThat(Main.run(Path.of(""), new PrintWriter(new StringWriter()), new PrintWriter(err, true), word))
                    .isEqualTo(2);
            boolean near = word.startsWith("template");
            assertThat(err.toString().contains("did you mean template?")).isEqualTo(near);
            assertThat(err.toString().contains("did you mean")).isEqualTo(near);
        }
    }
}
