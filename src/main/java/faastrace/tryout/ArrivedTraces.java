package faastrace.tryout;

import faastrace.collector.store.StoredTrace;
import faastrace.problem.Problem;
import faastrace.trace.Sample;
import faastrace.trace.read.PerfScriptReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The traces that have arrived, with their invocations and samples. */
final class ArrivedTraces {
    private final Path folder;
    private final List<Path> files = new ArrayList<>();
    private final Set<String> calls = new HashSet<>();
    private final HottestPath stacks = new HottestPath();
    private long samples;

    private final Consumer<StoredTrace> listener;

    /**
     * @param folder the collector's folder
     * @param listener called with each trace
     */
    ArrivedTraces(Path folder, Consumer<StoredTrace> listener) {
        this.folder = folder;
        this.listener = listener;
    }

    /** Reads a trace that has arrived, and passes it to the listener. */
    synchronized void add(StoredTrace trace) {
        Path file = folder.resolve(trace.folder()).resolve(trace.file());
        files.add(file);
        try (InputStream in = Files.newInputStream(file)) {
            PerfScriptReader.read(in, head -> head.invocations().forEach(call -> calls.add(call.id())), this::count);
        } catch (IOException e) {
            throw Problem.of(file, e);
        }
        listener.accept(trace);
    }

    synchronized boolean isEmpty() {
        return files.isEmpty();
    }

    private void count(Sample sample) {
        samples++;
        stacks.add(sample.frames());
    }

    /** How many of these invocations are in traces that have arrived. */
    synchronized int count(List<String> ids) {
        return (int) ids.stream().filter(calls::contains).count();
    }

    synchronized TryoutResult result(List<String> ids, String page, String url) {
        HottestPath.Path path = stacks.path();
        return new TryoutResult(
                List.copyOf(files), ids.size(), count(ids), samples, path.names(), path.samples(), page, url);
    }
}
