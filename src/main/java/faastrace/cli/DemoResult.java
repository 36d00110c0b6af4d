package faastrace.cli;

import faastrace.problem.Problem;
import faastrace.trace.TraceSummary;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the demo's collector received. */
final class DemoResult {
    private static final int PATIENCE_MILLIS = 15_000;

    private final DemoFiles files;
    private final Path folder;
    private final List<Path> traces = new ArrayList<>();
    private final Set<String> invocations = new TreeSet<>();
    private long invocationCount;
    private long samples;
    private long named;
    private long inside;

    DemoResult(DemoFiles files, Path stacks) {
        this.files = files;
        this.folder = stacks.resolve(files.function());
    }

    /** Waits until every request has arrived as an invocation, or patience ends. */
    void await() {
        long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
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
        return invocationCount == files.requests() && invocations.size() == files.requests();
    }

    /** Reads the folder anew. */
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
        try (InputStream in = Files.newInputStream(path)) {
            TraceSummary summary = TraceSummary.of(
                    in, frame -> files.inside().matcher(frame.symbol()).find());
            samples += summary.samples();
            inside += summary.matching();
            invocationCount += summary.invocations().size();
            summary.invocations().forEach(i -> invocations.add(i.invocation().id()));
        }
        try (InputStream in = Files.newInputStream(path)) {
            named += TraceSummary.of(
                            in, frame -> files.names().matcher(frame.symbol()).find())
                    .matching();
        }
    }

    void print(PrintWriter out) {
        out.println();
        traces.forEach(out::println);
        out.printf(
                "%d trace%s, %d samples, %d invocations%n",
                traces.size(), traces.size() == 1 ? "" : "s", samples, invocationCount);
        if (named > 0) {
            out.printf("%d %% of the samples are inside the function that computes%n", inside * 100 / samples);
        } else {
            out.println("Note: " + files.unnamed() + ".");
        }
        out.println("Next: faas-trace patch, in your own function repository.");
    }
}
