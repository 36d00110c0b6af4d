package faastrace.cli;

import faastrace.cli.collect.CollectCommand;
import faastrace.cli.host.DoctorCommand;
import faastrace.cli.host.EnableCommand;
import faastrace.cli.host.RecordCommand;
import faastrace.cli.project.OverlayCommand;
import faastrace.cli.project.PatchCommand;
import faastrace.cli.project.RevertCommand;
import faastrace.cli.project.StatusCommand;
import faastrace.cli.template.TemplateCommand;
import faastrace.cli.terminal.CommandContext;
import faastrace.cli.terminal.Failures;
import faastrace.cli.trace.CompareCommand;
import faastrace.cli.trace.ConvertCommand;
import faastrace.cli.trace.FlameGraphCommand;
import faastrace.cli.trace.FoldCommand;
import faastrace.cli.trace.HeatMapCommand;
import faastrace.cli.trace.ShowCommand;
import faastrace.cli.tryout.DemoCommand;
import faastrace.cli.tryout.TryCommand;
import faastrace.project.Project;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The root of the command tree. */
@Command(
        name = "faas-trace",
        mixinStandardHelpOptions = true,
        versionProvider = FaasTraceCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Trace OpenFaaS functions with Linux perf: patch their language templates so that the functions"
                + " record themselves, then collect and view the traces.",
        footer = {
            "",
            "Exit codes: 0 done or nothing to do, 1 a check failed, 2 an error that you can fix, 3 a bug.",
            "Start with: faas-trace demo"
        })
final class FaasTraceCommand implements Runnable, CommandContext {
    @Option(names = "--debug", description = "Show stack traces.", scope = ScopeType.INHERIT)
    private boolean debug;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private final Path here;

    private FaasTraceCommand(Path here) {
        this.here = here;
    }

    /**
     * Builds the command line for the given arguments. Sets up only the subcommand that the arguments name, because
     * setting up all subcommands would take longer than running most of them. If the arguments ask for help or name no
     * known subcommand, sets up all subcommands.
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
        all.forEach((name, command) -> {
            boolean other = named.filter(all::containsKey)
                    .filter(word -> !word.equals(name))
                    .isPresent();
            if (!other) {
                commandLine.addSubcommand(name, command.get());
            }
        });
        HelpLayout.apply(commandLine);
        return commandLine
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(FaasTraceCommand::run)
                .setParameterExceptionHandler(
                        (mistake, words) -> Failures.say(UsageProblem.of(mistake), mistake.getCommandLine()))
                .setExecutionExceptionHandler((failure, failed, parsed) -> Failures.failed(failure, failed));
    }

    private static int run(ParseResult parsed) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        CommandLine commandLine = parsed.commandSpec().commandLine();
        return UsageProblem.emptyValue(parsed)
                .or(() -> OptionRules.broken(parsed))
                .map(problem -> Failures.say(problem, commandLine))
                .orElseGet(() -> new CommandLine.RunLast().execute(parsed));
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
        commands.put("show", () -> new ShowCommand(here, System.in));
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

    @Override
    public Path here() {
        return here;
    }

    @Override
    public boolean isDebug() {
        return debug;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {BuildVersion.withCommit()};
        }
    }
}
