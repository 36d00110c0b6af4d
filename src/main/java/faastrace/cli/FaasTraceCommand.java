package faastrace.cli;

import faastrace.problem.Problem;
import faastrace.problem.Typo;
import faastrace.project.Project;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The top of the command tree, and the one place where failures become messages and exit codes. */
@Command(
        name = "faas-trace",
        mixinStandardHelpOptions = true,
        versionProvider = FaasTraceCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "OpenFaaS functions that trace themselves: pulls language templates, patches them so that"
                + " functions built from them record themselves with perf, and collects the traces.",
        footer = {
            "",
            "Exit codes: 0 done or nothing to do, 1 a check found something, 2 you can fix it, 3 a bug.",
            "Start with: faas-trace demo"
        })
final class FaasTraceCommand implements Runnable {
    static final int FOUND = 1;
    static final int FIXABLE = 2;
    static final int BUG = 3;

    @Option(names = "--debug", description = "Show stack traces.", scope = ScopeType.INHERIT)
    private boolean debug;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private final Path here;

    private FaasTraceCommand(Path here) {
        this.here = here;
    }

    /**
     * The command line for these arguments. Only the subcommand that they name is set up, for setting up all of them
     * would take longer than most commands; all are there where help is asked for or no name is known.
     *
     * @param here the function repository to work in
     */
    static CommandLine commandLine(Path here, String... arguments) {
        CommandLine commandLine = new CommandLine(new FaasTraceCommand(here));
        Map<String, Supplier<Object>> all = subcommands(here);
        Optional<String> named = Arrays.stream(arguments)
                .filter(word -> !word.startsWith("-"))
                .findFirst()
                .filter(word -> all.containsKey(word) && !word.equals("help"));
        boolean versionOnly =
                arguments.length == 1 && List.of("--version", "-V").contains(arguments[0]);
        all.forEach((name, command) -> {
            boolean other = named.filter(all::containsKey)
                    .filter(word -> !word.equals(name))
                    .isPresent();
            if (!other) {
                commandLine.addSubcommand(name, command.get());
            }
        });
        return commandLine
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(FaasTraceCommand::run)
                .setParameterExceptionHandler(FaasTraceCommand::misused)
                .setExecutionExceptionHandler(FaasTraceCommand::failed);
    }

    private static int run(ParseResult parsed) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        CommandLine commandLine = parsed.commandSpec().commandLine();
        return OptionRules.broken(parsed)
                .map(problem -> say(problem, commandLine))
                .orElseGet(() -> new CommandLine.RunLast().execute(parsed));
    }

    private static int misused(CommandLine.ParameterException mistake, String[] arguments) {
        CommandLine commandLine = mistake.getCommandLine();
        List<String> close = mistake instanceof CommandLine.UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions().stream()
                        .filter(known -> Typo.isLikely(unmatched.getUnmatched().get(0), known))
                        .toList()
                : List.of();
        String name = commandLine.getCommandSpec().qualifiedName();
        Problem problem = new Problem(
                name,
                plain(mistake.getMessage()),
                (close.isEmpty() ? "" : "did you mean " + close.get(0) + "? ") + "See '" + name + " --help'");
        return say(problem, commandLine);
    }

    /** picocli names the Java type that it could not make of a value. */
    private static String plain(String message) {
        return message.replaceFirst("('[+-]?[0-9]+') is not an? (int|long)$", "$1 is out of bounds")
                .replaceFirst("is not an? (int|long)$", "is not a whole number")
                .replaceFirst("is not a double$", "is not a number");
    }

    private static Map<String, Supplier<Object>> subcommands(Path here) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put(
                "template", () -> new TemplateCommand(here, System.getenv(), name -> Project.isPatched(here, name)));
        commands.put("patch", PatchCommand::new);
        commands.put("revert", RevertCommand::new);
        commands.put("status", StatusCommand::new);
        commands.put("overlay", OverlayCommand::new);
        commands.put("enable", EnableCommand::new);
        commands.put("doctor", DoctorCommand::new);
        commands.put("record", RecordCommand::new);
        commands.put("collect", CollectCommand::new);
        commands.put("heatmap", () -> new HeatMapCommand(here, System.in));
        commands.put("flamegraph", () -> new FlameGraphCommand(here, System.in));
        commands.put("compare", () -> new CompareCommand(here, System.in));
        commands.put("fold", () -> new FoldCommand(here, System.in));
        commands.put("convert", () -> new ConvertCommand(here, System.in));
        commands.put("demo", DemoCommand::new);
        commands.put("try", TryCommand::new);
        commands.put("completion", CompletionCommand::new);
        commands.put(CompleteCommand.NAME, CompleteCommand::new);
        commands.put("help", CommandLine.HelpCommand::new);
        return commands;
    }

    /** The function repository that a command, wherever in the tree, works in. */
    static Path here(CommandLine.Model.CommandSpec spec) {
        return ((FaasTraceCommand) spec.root().userObject()).here;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Says what went wrong, and gives the exit code for it. */
    static int failed(Exception failure, CommandLine commandLine, ParseResult parsed) {
        PrintWriter err = commandLine.getErr();
        Ansi ansi = commandLine.getColorScheme().ansi();
        commandLine.getOut().flush();
        boolean debug = ((FaasTraceCommand) commandLine.getCommandSpec().root().userObject()).debug;
        int code = problem(failure).map(p -> say(p, commandLine)).orElseGet(() -> bug(failure, err, ansi));
        if (debug) {
            failure.printStackTrace(err);
        }
        return code;
    }

    private static Optional<Problem> problem(Exception failure) {
        if (failure instanceof InvalidPathException path) {
            return Optional.of(
                    new Problem(path.getInput(), "this locale can't name that file", "set LC_ALL=C.UTF-8", failure));
        }
        return failure instanceof Problem problem ? Optional.of(problem) : Optional.empty();
    }

    /** Prints what the user can fix, and gives the exit code for it. */
    static int say(Problem problem, CommandLine commandLine) {
        PrintWriter err = commandLine.getErr();
        Ansi ansi = commandLine.getColorScheme().ansi();
        commandLine.getOut().flush();
        err.println(
                ansi.string("@|bold,red error:|@ ") + printable(problem.where()) + ": " + printable(problem.what()));
        err.println(ansi.string("@|bold   cure:|@ ") + printable(problem.cure()));
        return FIXABLE;
    }

    private static int bug(Exception failure, PrintWriter err, Ansi ansi) {
        String what = failure.getMessage() == null ? "" : ": " + printable(failure.getMessage());
        err.println(ansi.string("@|bold,red error:|@ ") + "this is a bug in faas-trace: "
                + failure.getClass().getSimpleName() + what);
        err.println(ansi.string("@|bold   cure:|@ ") + "run it again with --debug and report what it prints");
        return BUG;
    }

    /** Names and messages may come from hostile files: nothing in them may move the terminal's cursor. */
    static String printable(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().map(c -> Character.isISOControl(c) ? '\uFFFD' : c).forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /** The name and the version in the jar's manifest. */
    static String version() {
        String version = FaasTraceCommand.class.getPackage().getImplementationVersion();
        return "faas-trace " + (version == null ? "(development)" : version);
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {version()};
        }
    }
}
