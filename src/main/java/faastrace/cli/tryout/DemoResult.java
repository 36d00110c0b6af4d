package faastrace.cli.tryout;

import static faastrace.cli.terminal.TerminalSafe.printable;

import faastrace.demo.DemoRecipe;
import faastrace.problem.Problem;
import faastrace.trace.Frame;
import faastrace.trace.Invocation;
import faastrace.trace.Trace;
import faastrace.trace.read.ReadResult;
import faastrace.trace.read.TraceReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the demo's collector received from one function. */
final class DemoResult {
    private static final int LINES_TO_SAY = 5;

    private final DemoRecipe recipe;
    private final int requests;
    private final Path folder;
    private final Path log;
    private final List<Path> traces = new ArrayList<>();
    private final Set<String> invocations = new TreeSet<>();
    private long invocationCount;
    private long samples;
    private long named;
    private long inside;

    /**
     * @param stacks the collector's folder
     * @param log the function's log
     */
    DemoResult(DemoRecipe recipe, int requests, Path stacks, Path log) {
        this.recipe = recipe;
        this.requests = requests;
        this.folder = stacks.resolve(recipe.name());
        this.log = log;
    }

    /**
     * Waits until an invocation has arrived for every request, but no longer than until the deadline.
     *
     * @param deadline a value of {@link System#currentTimeMillis}
     */
    void await(long deadline) {
        while (System.currentTimeMillis() < deadline && !isComplete()) {
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            read();
        }
    }

    boolean isComplete() {
        return invocationCount == requests && invocations.size() == requests;
    }

    /** Reads the folder again. */
    void read() {
        traces.clear();
        invocations.clear();
        invocationCount = samples = named = inside = 0;
        if (Files.isDirectory(folder)) {
            try (Stream<Path> paths = Files.list(folder)) {
                for (Path path : paths.filter(p -> !p.getFileName().toString().startsWith("."))
                        .sorted()
                        .toList()) {
                    add(path);
                }
            } catch (IOException e) {
                throw Problem.of(folder, e);
            }
        }
    }

    private void add(Path path) throws IOException {
        traces.add(path);
        TraceReader reader = TraceReader.ofStacks();
        try (InputStream in = Files.newInputStream(path)) {
            ReadResult result = reader.add(in);
            List<Invocation> all = result.head().invocations();
            samples += result.samples();
            invocationCount += all.size();
            all.forEach(invocation -> invocations.add(invocation.id()));
        }
        Trace trace = reader.trace();
        inside += samplesWith(trace, recipe.inside());
        named += samplesWith(trace, recipe.names());
    }

    /** The number of samples with at least one frame that matches the pattern; 0 if there is no pattern. */
    private static long samplesWith(Trace trace, Optional<Pattern> pattern) {
        Predicate<String> matches = pattern.map(Pattern::asPredicate).orElse(symbol -> false);
        return IntStream.range(0, trace.size())
                .filter(row -> trace.frameList(trace.stack(row)).stream()
                        .map(Frame::symbol)
                        .anyMatch(matches))
                .mapToLong(trace::samples)
                .sum();
    }

    /** Prints what arrived, and the files. If something is missing, also prints a note or lines from the log. */
    void print(PrintWriter out) {
        out.printf("  %-12s %d invocations, %d samples", recipe.name(), invocationCount, samples);
        if (named > 0) {
            out.printf(", %d %% of them inside the functions that compute pi", inside * 100 / samples);
        }
        out.println();
        traces.forEach(trace -> out.println("    " + trace));
        if (samples > 0 && named == 0 && recipe.names().isPresent()) {
            recipe.unnamed().ifPresent(why -> out.println("    Note: " + why + "."));
        }
        if (!isComplete()) {
            said().forEach(line -> out.println("    Log: " + printable(line)));
        }
    }

    /** The recorder's lines in the function's log. */
    private List<String> said() {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.startsWith("faas-trace: "))
                    .limit(LINES_TO_SAY)
                    .toList();
        } catch (IOException | UncheckedIOException unreadable) {
            return List.of();
        }
    }
}
