package faastrace.cli.tryout;

import static faastrace.cli.terminal.TerminalSafe.printable;

import faastrace.cli.project.Report;
import faastrace.cli.terminal.OutputFormat;
import faastrace.cli.terminal.ShutdownWait;
import faastrace.collector.Collector;
import faastrace.collector.Settings;
import faastrace.demo.DemoFiles;
import faastrace.demo.DemoFunction;
import faastrace.demo.DemoFunctions;
import faastrace.demo.DemoRecipe;
import faastrace.patch.FileChange;
import faastrace.patch.Patch;
import faastrace.patch.UnifiedDiff;
import faastrace.problem.Problem;
import faastrace.project.PatchPlan;
import faastrace.project.Project;
import faastrace.project.stack.Stack;
import faastrace.repository.git.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Run the whole workflow offline, with embedded example templates.",
            "Pulls and patches templates, runs functions under perf and shows their traces."
        },
        footer = {"", "Example:", "  faas-trace demo --dir pi --stop"})
public final class DemoCommand implements Callable<Integer> {
    private static final int PATIENCE_MILLIS = 15_000;

    @Option(names = "--dir", paramLabel = "DIR", description = "Working folder (default: a new temporary folder).")
    private @Nullable Path folder;

    @Option(names = "--no-run", description = "Stop after the templates are patched.")
    private boolean noRun;

    @Option(names = "--stop", description = "Exit when the traces have arrived, instead of serving pages with them.")
    private boolean stop;

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
        PatchPlan plan = project.plan(project.states(project.targets(List.of(), false)));
        step("2. Show what patching changes (without added files)");
        out.print(UnifiedDiff.print(changesOfExisting(plan.patch()), colours().enabled()));
        step("3. Patch");
        project.apply(plan);
        new Report(spec.commandLine(), OutputFormat.text).summarise(plan);
        if (noRun) {
            return 0;
        }
        step("4. Run the functions with the patched files, under perf");
        List<DemoRecipe> recipes = runnable(files);
        if (recipes.isEmpty()) {
            out.println("The patched templates are in " + root.resolve("template") + ".");
            return 0;
        }
        return run(root, files, recipes);
    }

    /** Returns the functions that can run on this machine. For each other function, prints what is missing. */
    private List<DemoRecipe> runnable(DemoFiles files) {
        PrintWriter out = spec.commandLine().getOut();
        List<String> forAll = files.missing();
        forAll.forEach(missing -> out.println("Left out: " + missing));
        List<DemoRecipe> recipes = new ArrayList<>(forAll.isEmpty() ? files.recipes() : List.of());
        recipes.removeIf(recipe -> {
            List<String> missing = recipe.missing();
            missing.forEach(means -> out.println("Left out: " + recipe.name() + ", because " + means));
            return !missing.isEmpty();
        });
        return recipes;
    }

    private int run(Path root, DemoFiles files, List<DemoRecipe> recipes) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Path stacks = root.resolve("stacks");
        try (Collector collector = Collector.start(Settings.of(stacks).at(anyPort))) {
            out.println("Starting " + recipes.stream().map(DemoRecipe::name).collect(Collectors.joining(", ")));
            out.flush();
            Map<DemoRecipe, Problem> leftOut = request(root, files, recipes, collector.port());
            List<DemoResult> results = recipes.stream()
                    .filter(recipe -> !leftOut.containsKey(recipe))
                    .map(recipe -> new DemoResult(recipe, files.requests(), stacks, DemoFunction.log(root, recipe)))
                    .toList();
            long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
            results.forEach(result -> result.await(deadline));
            step("5. Received traces");
            results.forEach(result -> result.print(out));
            check(root, results, leftOut);
            if (!stop) {
                show(collector);
            }
        }
        out.println("All files of this demo are in " + root + "; delete the folder when you are done.");
        out.println("Next: run faas-trace patch in your own function repository.");
        return 0;
    }

    /** Runs the functions and sends requests. Prints and returns the functions that failed. */
    private Map<DemoRecipe, Problem> request(Path root, DemoFiles files, List<DemoRecipe> recipes, int port) {
        PrintWriter out = spec.commandLine().getOut();
        try (DemoFunctions functions = DemoFunctions.start(root, files, recipes, port)) {
            functions.request(files.requests(), out);
            Map<DemoRecipe, Problem> leftOut = functions.leftOut();
            recipes.stream().map(leftOut::get).filter(Objects::nonNull).forEach(problem -> {
                String line = problem.where() + ", because " + problem.what() + "; " + problem.cure();
                out.println("Left out: " + printable(line));
            });
            return leftOut;
        }
    }

    private static void check(Path root, List<DemoResult> results, Map<DemoRecipe, Problem> leftOut) {
        if (results.isEmpty()) {
            throw leftOut.values().iterator().next();
        }
        if (!results.stream().allMatch(DemoResult::isComplete)) {
            throw new Problem(
                    "demo",
                    "the traces do not have exactly one invocation for each request",
                    "fix what the log lines above report, or read the full logs in " + root);
        }
    }

    /** Serves the collector's pages until the program is told to stop. */
    private void show(Collector collector) {
        PrintWriter out = spec.commandLine().getOut();
        try (ShutdownWait waiting = new ShutdownWait(collector::close)) {
            step("6. Look at the traces");
            out.println("  http://127.0.0.1:" + collector.port() + "/");
            out.println("Open this page in a browser; Ctrl+C ends the demo.");
            out.flush();
            waiting.untilStopped();
        }
    }

    private Path root() {
        try {
            return folder == null ? Files.createTempDirectory("faas-trace-demo.") : given(folder);
        } catch (IOException e) {
            throw Problem.of(folder == null ? "the temporary folder" : folder, e);
        }
    }

    private static Path given(Path folder) throws IOException {
        if (Files.exists(folder.resolve("template"))) {
            throw new Problem(folder.toString(), "already has a template/ folder", "use an empty folder");
        }
        return Files.createDirectories(folder).toAbsolutePath();
    }

    private static Project open(Path root) {
        Optional<Stack> stack = Stack.find(root, Optional.empty());
        return Project.open(
                root, stack, faastrace.project.settings.PatchSettings.read(root, Map.of(), Map.of()), Progress.NONE);
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
