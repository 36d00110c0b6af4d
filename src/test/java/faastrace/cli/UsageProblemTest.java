package faastrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.problem.Problem;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

class UsageProblemTest {
    private static final Set<String> MAY_BE_EMPTY = Set.of("--suffix", "--image", "--kubelet-dir");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pach | faas-trace: there is no command pach | did you mean patch? See 'faas-trace --help'",
                "zzz | faas-trace: there is no command zzz | see 'faas-trace --help'",
                "patch --chek | faas-trace patch: there is no option --chek | did you mean --check? See",
                "collect now | faas-trace collect: there is one argument too many: now | see 'faas-trace collect --help'",
                "overlay x | faas-trace overlay: there is no command x | see 'faas-trace overlay --help'",
                "overlay | faas-trace overlay: needs a subcommand | see 'faas-trace overlay --help'",
                "try | faas-trace try: FUNCTION is missing | see 'faas-trace try --help'",
                "completion | faas-trace completion: SHELL is missing | name bash, zsh or fish",
                "completion tcsh | SHELL tcsh: is not a valid value | use bash, zsh or fish",
                "convert x | faas-trace convert: --format is missing | name folded, speedscope, pprof or perf",
                "record | faas-trace record: one of these options is needed: --container, --cgroup, --pid | see",
                "record --pid | --pid: needs a value | write --pid PID",
                "record --pid x | --pid x: is not a whole number | use digits only",
                "record --pid 1 --cgroup / | --cgroup, --pid: can't be combined | use only one of them",
                "collect --port 99999999999 | --port 99999999999: is out of bounds | use a smaller number",
                "flamegraph x --from y | --from y: is not a number | see 'faas-trace flamegraph --help'",
                "flamegraph x --from -1 | --from -1: is not a valid time | use seconds since the start, such as 1.5",
                "patch --format xml | --format xml: is not a valid value | use text, json or github",
                "patch --check --check | --check: is given more than once | give it only once",
                "patch --check=maybe | --check maybe: is not a valid value | use true or false",
                "patch --sudo maybe | --sudo: 'maybe' is not a valid value | use on or off"
            })
    void aMistakeIsExplainedInOurWords(String line, String problem, String cure) {
        String err = failure(line.split(" "));
        assertThat(err).startsWith("error: " + problem + "\n").contains("cure: " + cure);
        assertThat(err.lines()).hasSize(2);
    }

    private String failure(String... arguments) {
        StringWriter err = new StringWriter();
        PrintWriter out = new PrintWriter(new StringWriter());
        assertThat(Main.run(folder, out, new PrintWriter(err, true), arguments)).isEqualTo(2);
        return err.toString();
    }

    /** An unset variable in a script must not stand for the current folder. */
    @Test
    void noCommandTakesAnEmptyValueForAnOption() {
        each(FaasTraceCommand.commandLine(Path.of("")), "", (name, command) -> {
            for (OptionSpec option : command.getCommandSpec().options()) {
                if (option.arity().min() > 0 && !MAY_BE_EMPTY.contains(option.longestName())) {
                    List<String> line = new ArrayList<>(List.of(name.split(" ")));
                    line.add(option.longestName() + "=");
                    line.addAll(needed(command, option));
                    assertThat(problem(line)).as(line.toString()).contains(option.longestName() + ": is empty");
                }
            }
        });
    }

    @Test
    void noCommandTakesAnEmptyArgument() {
        each(FaasTraceCommand.commandLine(Path.of("")), "", (name, command) -> {
            for (PositionalParamSpec argument : command.getCommandSpec().positionalParameters()) {
                List<String> line = new ArrayList<>(List.of(name.split(" ")));
                for (int i = 0; i < Math.max(1, argument.index().min() + 1); i++) {
                    line.add(i == argument.index().min() ? "" : "x");
                }
                line.addAll(needed(command, argument.index().min() + 1));
                assertThat(problem(line)).as(line.toString()).contains(argument.paramLabel() + ": is empty");
            }
        });
    }

    private static Optional<String> problem(List<String> line) {
        CommandLine commandLine = FaasTraceCommand.commandLine(Path.of(""), line.get(0));
        Optional<Problem> problem;
        try {
            problem = UsageProblem.emptyValue(commandLine.parseArgs(line.toArray(String[]::new)));
        } catch (CommandLine.ParameterException mistake) {
            problem = Optional.of(UsageProblem.of(mistake));
        }
        return problem.map(p -> p.where() + ": " + p.what());
    }

    /** The other options and all arguments that the command needs. */
    private static List<String> needed(CommandLine command, OptionSpec given) {
        List<String> needed = new ArrayList<>(needed(command, 0));
        if (given.longestName().equals("--format")) {
            needed.remove("--format=folded");
        }
        if (given.group() != null) {
            needed.remove("--pid=1");
        }
        return needed;
    }

    /** The options, and the arguments from this index on, that the command needs. */
    private static List<String> needed(CommandLine command, int from) {
        Stream<String> arguments = command.getCommandSpec().positionalParameters().stream()
                .filter(argument ->
                        argument.arity().min() > 0 && argument.index().min() >= from)
                .map(argument -> argument.type().isEnum() ? "bash" : "x");
        Stream<String> options = switch (command.getCommandName()) {
            case "convert" -> Stream.of("--format=folded");
            case "record" -> Stream.of("--pid=1");
            default -> Stream.empty();
        };
        return Stream.concat(options, arguments).toList();
    }

    private interface Visitor {
        void visit(String name, CommandLine command);
    }

    private static void each(CommandLine command, String name, Visitor visitor) {
        if (command.getCommandSpec().usageMessage().hidden()
                || command.getCommand() instanceof CommandLine.HelpCommand) {
            return;
        }
        if (!name.isEmpty()) {
            visitor.visit(name, command);
        }
        command.getSubcommands().forEach((word, below) -> {
            if (below.getCommandName().equals(word)) {
                each(below, name.isEmpty() ? word : name + " " + word, visitor);
            }
        });
    }
}
