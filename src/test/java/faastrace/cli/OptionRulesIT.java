package faastrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.document.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Checks that no option is silently ignored, whatever other options it is combined with. */
class OptionRulesIT {
    private static final Map<String, String> OF_PATCH = options(
            "--dry-run",
            "--check",
            "--locked",
            "--functions",
            "--output out",
            "--suffix -x",
            "--format json",
            "--format github",
            "--format text",
            "--leave-out go",
            "--window 7",
            "--overlays own",
            "--yaml stack.yaml");
    private static final Map<String, String> OF_REVERT =
            options("--dry-run", "--format json", "--format github", "--format text", "--yaml stack.yaml");
    private static final Map<String, String> OF_STATUS =
            options("--check", "--explain", "--format json", "--format github", "--leave-out go", "--window 7");

    @TempDir
    Path folder;

    private Sandbox sandbox;

    private static Map<String, String> options(String... words) {
        Map<String, String> options = new LinkedHashMap<>();
        Arrays.stream(words).forEach(word -> options.put(word, word.split(" ")[0]));
        return options;
    }

    @BeforeEach
    void twoTemplates() {
        sandbox = Sandbox.in(folder)
                .local("go-middleware", "go")
                .local("python-debian", "py")
                .write("stack.yaml", "functions: {f: {lang: go}, g: {lang: py}}\n");
        sandbox.write("own/none/readme", "");
        Sandbox.delete(sandbox.project().resolve("own/none"));
    }

    @Test
    void everyPairOfPatchKeepsWhatBothPromise() {
        each("patch", OF_PATCH, (given, result, before) -> {
            Map<String, String> after = sandbox.snapshot();
            boolean looks = given.contains("--dry-run") || given.contains("--check");
            if (result.code() == 2 || looks || given.contains("--locked")) {
                assertThat(after).as(given).isEqualTo(before);
            } else if (given.contains("--output")) {
                after.keySet().removeIf(path -> path.equals("out") || path.startsWith("out/"));
                assertThat(after).as(given).isEqualTo(before);
                assertThat(sandbox.project().resolve("out/template")).isDirectory();
            } else {
                assertThat(after).as(given).isNotEqualTo(before);
            }
            if (given.contains("--dry-run") && result.code() < 2) {
                assertThat(result.out()).as(given).contains("diff --git");
            }
            if (given.contains("--locked") && result.code() < 2) {
                assertThat(result.code()).as(given).isEqualTo(1);
                assertThat(result.out() + result.err()).as(given).contains("faas-trace.lock would change");
            }
        });
    }

    @Test
    void everyPairOfRevertKeepsWhatBothPromise() {
        each("revert", OF_REVERT, (given, result, before) -> {
            boolean changes = result.code() == 0 && !given.contains("--dry-run");
            assertThat(sandbox.snapshot().equals(before)).as(given).isEqualTo(!changes);
        });
    }

    @Test
    void everyPairOfStatusKeepsWhatBothPromise() {
        each("status", OF_STATUS, (given, result, before) -> {
            assertThat(sandbox.snapshot()).as(given).isEqualTo(before);
            assertThat(result.code())
                    .as(given)
                    .isEqualTo(given.contains("github") ? 2 : given.contains("--check") ? 1 : 0);
        });
    }

    /** Checks the result of a command, and the files against those from before the command. */
    private interface Promise {
        void isKept(String given, Sandbox.Result result, Map<String, String> before);
    }

    private void each(String command, Map<String, String> options, Promise promise) {
        Map<String, String> original = sandbox.templates();
        List<String> words = List.copyOf(options.keySet());
        for (int i = 0; i < words.size(); i++) {
            for (int j = i; j < words.size(); j++) {
                if (i != j && options.get(words.get(i)).equals(options.get(words.get(j)))) {
                    continue;
                }
                if (command.equals("revert")) {
                    assertThat(sandbox.run("patch").code()).isZero();
                }
                String given = command + " " + words.get(i) + (i == j ? "" : " " + words.get(j));
                Map<String, String> before = sandbox.snapshot();
                Sandbox.Result result = sandbox.run(given.split(" "));
                assertThat(result.code()).as(given + "\n" + result.err()).isIn(0, 1, 2);
                if (result.code() == 2) {
                    assertThat(given)
                            .as(result.err())
                            .contains(result.err().replaceAll("(?s)error: (--[a-z-]+).*", "$1"));
                } else if (given.contains("--format json")) {
                    assertThat(Json.read("stdout", result.out())
                                    .require("templates")
                                    .items())
                            .as(given)
                            .isNotEmpty();
                }
                promise.isKept(given, result, before);
                Sandbox.delete(sandbox.project().resolve("out"));
                sandbox.run("revert");
                assertThat(sandbox.templates()).isEqualTo(original);
            }
        }
    }

    /** Every pair of options of every command is rejected if a rule says so, and accepted otherwise. */
    @Test
    void everyPairOfEveryCommandIsRefusedExactlyWhereARuleSaysSo() {
        CommandLine all = FaasTraceCommand.commandLine(Path.of(""));
        List<String> applied = new ArrayList<>();
        each(all, "", (name, command) -> {
            CommandLine commandLine = FaasTraceCommand.commandLine(Path.of(""), name.split(" ")[0]);
            List<OptionSpec> options = command.getCommandSpec().options().stream()
                    .filter(option -> !List.of("--debug", "--help", "--version").contains(option.longestName()))
                    .toList();
            for (int i = 0; i < options.size(); i++) {
                for (OptionSpec other : options.subList(i, options.size())) {
                    lines(options.get(i), other)
                            .forEach(line -> check(commandLine, name, line, needed(command, line), applied));
                }
            }
        });
        assertThat(OptionRules.ALL.stream().filter(rule -> !applied.contains(rule.toString())))
                .isEmpty();
    }

    /** The arguments that a command requires in addition to these options. */
    private static String needed(CommandLine command, String line) {
        StringBuilder needed = new StringBuilder(
                command.getCommandName().equals("record") && !line.matches(".* --(pid|container|cgroup)=.*")
                        ? " --pid=1"
                        : "");
        command.getCommandSpec().options().stream()
                .filter(option -> option.required() && option.group() == null)
                .filter(option -> !line.contains(option.longestName()))
                .forEach(option -> needed.append(spellings(option).get(0)));
        command.getCommandSpec().positionalParameters().stream()
                .filter(parameter -> parameter.arity().min() > 0)
                .forEach(parameter -> needed.append(" ").append(parameter.type().isEnum() ? "bash" : "x"));
        return needed.toString();
    }

    private static void check(CommandLine commandLine, String name, String line, String needed, List<String> applied) {
        CommandLine.ParseResult parsed;
        try {
            parsed = commandLine.parseArgs((name + line + needed).split(" "));
        } catch (CommandLine.OverwrittenOptionException | CommandLine.MutuallyExclusiveArgsException twoTargets) {
            return;
        }
        List<OptionRules.Rule> expected = OptionRules.ALL.stream()
                .filter(rule -> rule.command().equals(name))
                .filter(rule -> isGiven(rule.option(), line))
                .filter(rule -> rule.other().isEmpty() || isGiven(rule.other(), line) != rule.needed())
                .toList();
        assertThat(OptionRules.broken(parsed).isPresent()).as(name + line).isEqualTo(!expected.isEmpty());
        expected.forEach(rule -> applied.add(rule.toString()));
    }

    /** Whether an option is given. The default of --format counts as given. The defaults of other options do not. */
    private static boolean isGiven(String option, String line) {
        boolean isDefault = option.equals("--format=html") && !line.contains("--format=");
        String spaced = line + " ";
        return isDefault || spaced.contains(" " + option + " ") || spaced.contains(" " + option + "=");
    }

    private static List<String> lines(OptionSpec one, OptionSpec other) {
        List<String> lines = new ArrayList<>();
        for (String a : spellings(one)) {
            for (String b : spellings(other)) {
                lines.add(one == other ? a : a + b);
            }
        }
        return lines;
    }

    private static List<String> spellings(OptionSpec option) {
        if (option.arity().max() == 0) {
            return List.of(" " + option.longestName());
        }
        if (option.type().isEnum()) {
            return Arrays.stream(option.type().getEnumConstants())
                    .map(value -> " " + option.longestName() + "=" + value)
                    .toList();
        }
        boolean isNumber = option.type() == int.class
                || option.type() == Integer.class
                || option.type() == long.class
                || option.type() == Long.class
                || option.type() == Double.class;
        boolean isFlag = option.type() == boolean.class || option.type() == Boolean.class;
        return List.of(" " + option.longestName() + (isFlag ? "=true" : isNumber ? "=7" : "=x"));
    }

    private interface Visitor {
        void visit(String name, CommandLine command);
    }

    private static void each(CommandLine command, String name, Visitor visitor) {
        if (command.getSubcommands().isEmpty()) {
            visitor.visit(name, command);
        }
        command.getSubcommands().forEach((word, below) -> {
            if (below.getCommandName().equals(word)) {
                each(below, name.isEmpty() ? word : name + " " + word, visitor);
            }
        });
    }
}
