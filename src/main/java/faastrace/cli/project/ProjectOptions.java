package faastrace.cli.project;

import faastrace.cli.terminal.CommandContext;
import faastrace.cli.terminal.TerminalProgress;
import faastrace.problem.Problem;
import faastrace.project.Project;
import faastrace.project.settings.PatchSettings;
import faastrace.project.settings.Setting;
import faastrace.project.stack.Stack;
import faastrace.project.stack.Targets;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of commands that work in a function repository. */
final class ProjectOptions {
    @Option(names = "--url", paramLabel = "URL", description = "URL at which functions reach the collector.")
    private @Nullable String url;

    @Option(
            names = "--sample",
            paramLabel = "WHICH",
            description = "Invocations to trace: all, 1/N (one in N), Ns (at most one in N seconds) or off"
                    + " (default: 10s).")
    private @Nullable String sample;

    @Option(names = "--leave-out", paramLabel = "TEMPLATE", description = "Do not patch this template; repeatable.")
    private List<String> leaveOut = new ArrayList<>();

    @Option(
            names = {"-f", "--yaml"},
            paramLabel = "FILE",
            description = "The stack file (default: stack.yaml or stack.yml).")
    private @Nullable Path stackFile;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Name of the function in traces (default: found at run time).")
    private @Nullable String name;

    @Option(
            names = "--window",
            paramLabel = "SECONDS",
            description = "Maximum length of a recording, 1 to 9999 (default: 10).")
    private @Nullable String window;

    @Option(names = "--frequency", paramLabel = "HZ", description = "Samples per second, 1 to 99999 (default: 200).")
    private @Nullable String frequency;

    @Option(
            names = "--header",
            paramLabel = "on|off",
            description = "Trace requests that have the header X-Faas-Trace: 1 (default: on).")
    private @Nullable String header;

    @Option(
            names = "--header-rate",
            paramLabel = "N",
            description = "Maximum number of on-demand traces per second, 1 to 99999 (default: 1).")
    private @Nullable String headerRate;

    @Option(
            names = "--header-frequency",
            paramLabel = "HZ",
            description = "Samples per second for on-demand traces, 1 to 99999 (default: 5000).")
    private @Nullable String headerFrequency;

    @Option(
            names = "--waits",
            paramLabel = "off|demand|all",
            description =
                    "Also record where invocations wait: only those on demand, or all traced ones (default: off).")
    private @Nullable String waits;

    @Option(
            names = "--sudo",
            paramLabel = "on|off",
            description = "Install sudo in the image, and record with it if needed (default: on).")
    private @Nullable String sudo;

    @Option(
            names = "--proxy",
            paramLabel = "URL|off",
            description = "Proxy that functions send traces through (default: off, which sends them directly).")
    private @Nullable String proxy;

    @Option(
            names = "--overlays",
            paramLabel = "DIR",
            description = "Folder of your own overlays; they replace built-in overlays of the same name.")
    private @Nullable Path overlays;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * Opens the function repository that the command works in.
     *
     * @param writes whether the command changes files; if it does, an interrupted earlier run is finished first
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

    /**
     * The settings that were given on the command line, as lines for the settings file. The next command will not know
     * these settings.
     */
    List<String> settingsLines() {
        List<String> lines = new ArrayList<>();
        flags().forEach((setting, value) -> {
            if (value != null) {
                lines.add(setting.key() + ": " + value);
            }
        });
        if (overlays != null) {
            lines.add("overlays: " + overlays);
        }
        if (!leaveOut.isEmpty()) {
            lines.add("leave-out: [" + String.join(", ", leaveOut) + "]");
        }
        return lines;
    }

    /**
     * Refuses a template that is both named and left out on the same command line.
     *
     * @param names the names on the command line
     */
    void refuseLeftOut(List<String> names) {
        for (String name : names) {
            if (leaveOut.contains(Targets.bare(name))) {
                throw new Problem(
                        "--leave-out " + Targets.bare(name),
                        "the same command names this template",
                        "remove one of the two");
            }
        }
    }

    private Map<Setting, @Nullable String> flags() {
        Map<Setting, @Nullable String> flags = new EnumMap<>(Setting.class);
        flags.put(Setting.URL, url);
        flags.put(Setting.NAME, name);
        flags.put(Setting.FREQUENCY, frequency);
        flags.put(Setting.WINDOW, window);
        flags.put(Setting.SAMPLE, sample);
        flags.put(Setting.HEADER, header);
        flags.put(Setting.HEADER_RATE, headerRate);
        flags.put(Setting.HEADER_FREQUENCY, headerFrequency);
        flags.put(Setting.WAITS, waits);
        flags.put(Setting.PROXY, proxy);
        flags.put(Setting.SUDO, sudo);
        return flags;
    }
}
