package faastrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Documents;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HelpTest {
    private static final Pattern COMMAND =
            Pattern.compile("(?<!--install )(?:\\./)?faas-trace((?: +[-a-z][-a-z0-9]*)+)");

    @Test
    void everyCommandAndOptionInTheDocumentsExists() throws IOException {
        for (Path document : Documents.all()) {
            for (MatchResult match : COMMAND.matcher(codeOf(Files.readString(document)))
                    .results()
                    .toList()) {
                CommandLine commandLine = FaasTraceCommand.commandLine(Path.of(""));
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
        for (String command : List.of(
                "",
                "template",
                "patch",
                "revert",
                "status",
                "overlay",
                "enable",
                "enable docker",
                "enable kubernetes",
                "doctor",
                "record",
                "collect",
                "heatmap",
                "flamegraph",
                "compare",
                "fold",
                "convert",
                "completion",
                "demo")) {
            List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
            arguments.removeIf(String::isEmpty);
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
        }
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
