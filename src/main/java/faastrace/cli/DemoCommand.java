package faastrace.cli;

import faastrace.collector.Collector;
import faastrace.collector.Settings;
import faastrace.patch.FileChange;
import faastrace.patch.Patch;
import faastrace.patch.UnifiedDiff;
import faastrace.problem.Problem;
import faastrace.project.Plan;
import faastrace.project.Project;
import faastrace.project.Stack;
import faastrace.repository.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "The whole way on the embedded example templates, offline: pull, patch, show the diff, run a"
                + " function under perf, receive its traces.")
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--dir", paramLabel = "DIR", description = "Where to work; default: a new temporary folder.")
    private Path folder;

    @Option(names = "--no-run", description = "Stop once the templates are patched.")
    private boolean noRun;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Path root = root();
        DemoFiles files = DemoFiles.read();
        step("1. Pull the embedded templates into " + root.resolve("template"));
        files.writeFunctions(root);
        out.println("Wrote templates: " + String.join(", ", files.pull(root)));
        Project project = open(root);
        Plan plan = project.plan(project.states(project.targets(List.of(), false)));
        step("2. What patching changes (added files left out)");
        out.print(UnifiedDiff.print(changesOfExisting(plan.patch()), colours().enabled()));
        step("3. Patch");
        project.apply(plan);
        new Report(spec.commandLine(), Format.text).summarise(plan);
        if (noRun) {
            return 0;
        }
        step("4. Run " + files.function() + " through the patched files, under perf");
        List<String> missing = files.missingMeans();
        if (!missing.isEmpty()) {
            missing.forEach(means -> out.println("Left out: there is no " + means));
            out.println("The patched templates are in " + root.resolve("template") + ".");
            return 0;
        }
        return run(root, files);
    }

    private int run(Path root, DemoFiles files) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Path stacks = root.resolve("stacks");
        DemoResult result = new DemoResult(files, stacks);
        try (Collector collector = Collector.start(Settings.of(stacks).at(anyPort))) {
            out.flush();
            try (DemoFunction function = DemoFunction.start(root, files, collector.port())) {
                function.request(out);
                result.await();
            }
        }
        result.read();
        result.print(out);
        out.println("Everything of this demo is in " + root + "; remove it when you have seen enough.");
        if (!result.isComplete()) {
            throw new Problem(
                    "demo",
                    "not every request came back as an invocation in a trace",
                    "look at " + root.resolve("agent.log") + " for the gate that is shut");
        }
        return 0;
    }

    private Path root() {
        try {
            return folder == null ? Files.createTempDirectory("faas-trace-demo.") : given();
        } catch (IOException e) {
            throw Problem.of(folder == null ? "the temporary folder" : folder, e);
        }
    }

    private Path given() throws IOException {
        if (Files.exists(folder.resolve("template"))) {
            throw new Problem(folder.toString(), "there is a template/ folder in it already", "give an empty folder");
        }
        return Files.createDirectories(folder).toAbsolutePath();
    }

    private static Project open(Path root) {
        Optional<Stack> stack = Stack.find(root, Optional.empty());
        return Project.open(root, stack, faastrace.project.Settings.read(root, Map.of(), Map.of()), Progress.NONE);
    }

    private static Patch changesOfExisting(Patch patch) {
        Predicate<FileChange> existed = change -> change.before() != null;
        return Patch.of(patch.changes().stream().filter(existed).toList());
    }

    private Ansi colours() {
        return spec.commandLine().getColorScheme().ansi();
    }

    private void step(String what) {
        PrintWriter out = spec.commandLine().getOut();
        out.println();
        out.println(colours().string("@|bold " + what + "|@"));
        out.flush();
    }
}
