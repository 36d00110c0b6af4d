package faastrace.cli.project;

import faastrace.cli.terminal.CommandContext;
import faastrace.cli.terminal.TerminalProgress;
import faastrace.project.Project;
import faastrace.project.settings.PatchSettings;
import faastrace.project.settings.Setting;
import faastrace.project.stack.Stack;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of commands that work in a function repository. */
final class ProjectOptions {
    @Option(
            names = {"-f", "--yaml"},
            paramLabel = "FILE",
            description = "The stack file (default: stack.yaml or stack.yml).")
    private Path stackFile;

    @Option(
            names = "--overlays",
            paramLabel = "DIR",
            description = "Folder of your own overlays; they replace built-in ones of the same name.")
    private Path overlays;

    @Option(names = "--leave-out", paramLabel = "TEMPLATE", description = "Do not patch this template; repeatable.")
    private List<String> leaveOut = new ArrayList<>();

    @Option(names = "--url", paramLabel = "URL", description = "The collector's URL, as functions reach it.")
    private String url;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Name of the function in traces (default: found at run time).")
    private String name;

    @Option(names = "--frequency", paramLabel = "HZ", description = "Samples per second, 1 to 99999 (default: 200).")
    private String frequency;

    @Option(
            names = "--window",
            paramLabel = "SECONDS",
            description = "Maximum length of a recording, 1 to 9999 (default: 10).")
    private String window;

    @Option(
            names = "--sample",
            paramLabel = "WHICH",
            description = "Which to trace: all, 1/N, Ns (at most one in N seconds) or off (default: 10s).")
    private String sample;

    @Option(
            names = "--header",
            paramLabel = "on|off",
            description = "Trace on demand, by the header X-Faas-Trace: 1 (default: on).")
    private String header;

    @Option(
            names = "--header-rate",
            paramLabel = "N",
            description = "Maximum traces on demand per second, 1 to 99999 (default: 1).")
    private String headerRate;

    @Option(
            names = "--proxy",
            paramLabel = "URL|off",
            description = "Proxy that functions send traces through (default: off, they are sent directly).")
    private String proxy;

    @Option(
            names = "--sudo",
            paramLabel = "on|off",
            description = "Install sudo, to record with it if needed (default: on).")
    private String sudo;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * Opens the function repository that the command works in.
     *
     * @param writes whether the command changes files there, and so may finish an interrupted run
     */
    Project open(PrintWriter err, boolean writes) {
        Path root = CommandContext.of(command).here();
        PatchSettings settings = PatchSettings.read(root, System.getenv(), flags())
                .withOverlays(Optional.ofNullable(overlays).map(root::resolve))
                .leavingOut(leaveOut);
        Optional<Stack> stack = Stack.find(root, Optional.ofNullable(stackFile));
        TerminalProgress progress = TerminalProgress.on(err);
        return writes
                ? Project.openToWrite(root, stack, settings, progress)
                : Project.open(root, stack, settings, progress);
    }

    /** Whether a setting was given on the command line, so that the next command will not know it. */
    boolean hasFlags() {
        return flags().values().stream().anyMatch(Objects::nonNull);
    }

    private Map<Setting, String> flags() {
        Map<Setting, String> flags = new EnumMap<>(Setting.class);
        flags.put(Setting.URL, url);
        flags.put(Setting.NAME, name);
        flags.put(Setting.FREQUENCY, frequency);
        flags.put(Setting.WINDOW, window);
        flags.put(Setting.SAMPLE, sample);
        flags.put(Setting.HEADER, header);
        flags.put(Setting.HEADER_RATE, headerRate);
        flags.put(Setting.PROXY, proxy);
        flags.put(Setting.SUDO, sudo);
        return flags;
    }
}
