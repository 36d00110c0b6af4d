package faastrace.trace.read;

import faastrace.trace.Head;
import faastrace.trace.table.Dictionary;
import faastrace.trace.table.DictionaryRemap;
import faastrace.trace.table.SampleRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the workers that read a trace together. Each worker takes pieces until none are left. */
final class ReadWorker {
    private final Chunks chunks;
    private final Dictionary dictionary;
    private final SampleRows rows;
    private final SampleRows waits;
    private final ChunkParser parser;
    private final List<Part> parts = new ArrayList<>();
    private final long memory;
    private @Nullable IOException failure;
    private @Nullable Throwable fault;

    /** The rows from one piece. */
    private record Part(int number, ReadWorker worker, int first, int end, int firstWait, int endOfWaits) {}

    ReadWorker(
            Chunks chunks,
            Head head,
            TextFormat format,
            boolean summed,
            SkipCounts tally,
            OwnerBudget budget,
            long memory) {
        this(
                chunks,
                head,
                format,
                new Dictionary(),
                summed ? SampleRows.summed() : SampleRows.each(),
                summed ? SampleRows.summed() : SampleRows.each(),
                tally,
                budget,
                memory);
    }

    /**
     * Creates a worker that works alone. It adds to the given rows and dictionary, and throws {@link TraceTooLarge} if
     * they exceed the memory limit.
     */
    ReadWorker(
            Chunks chunks,
            Head head,
            TextFormat format,
            Dictionary dictionary,
            SampleRows rows,
            SampleRows waits,
            SkipCounts tally,
            OwnerBudget budget,
            long memory) {
        this.chunks = chunks;
        this.dictionary = dictionary;
        this.rows = rows;
        this.waits = waits;
        this.memory = memory;
        parser = format == TextFormat.FOLDED
                ? new FoldedParser(dictionary, rows, tally)
                : new PerfScriptParser(head, format, dictionary, rows, waits, tally, budget);
    }

    SkipCounts tally() {
        return parser.tally();
    }

    Dictionary dictionary() {
        return dictionary;
    }

    /** The rows that this worker read, in the order of the text. */
    SampleRows rows() {
        return rows;
    }

    /** Runs all workers. The first worker runs on this thread. */
    static void run(List<ReadWorker> team) throws IOException {
        List<Thread> threads = new ArrayList<>();
        for (ReadWorker worker : team.subList(1, team.size())) {
            Thread thread = new Thread(worker::work, "trace-reader");
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        team.get(0).work();
        for (Thread thread : threads) {
            join(thread);
        }
        for (ReadWorker worker : team) {
            worker.rethrow();
        }
    }

    private static void join(Thread thread) throws IOException {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void work() {
        try {
            Chunk chunk = new Chunk(chunks.size());
            while (chunks.next(chunk)) {
                int first = rows.size();
                int firstWait = waits.size();
                parser.parse(chunk);
                parts.add(new Part(chunk.number, this, first, rows.size(), firstWait, waits.size()));
                if (rows.memory() + waits.memory() + dictionary.memory() > memory) {
                    throw new TraceTooLarge();
                }
            }
        } catch (IOException e) {
            failure = e;
        } catch (RuntimeException | Error e) {
            fault = e;
        }
    }

    private void rethrow() throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (fault instanceof Error error) {
            throw error;
        }
        if (fault != null) {
            throw (RuntimeException) fault;
        }
    }

    /** The waits that this worker read, in the order of the text. */
    SampleRows waits() {
        return waits;
    }

    /** Merges the rows of all workers, in the order of the text. */
    static void merge(List<ReadWorker> team, Dictionary dictionary, SampleRows target, SampleRows waits) {
        List<Part> parts = new ArrayList<>();
        team.forEach(worker -> parts.addAll(worker.parts));
        parts.sort(Comparator.comparingInt(Part::number));
        List<DictionaryRemap> remaps = team.stream()
                .map(worker -> new DictionaryRemap(worker.dictionary, dictionary))
                .toList();
        for (Part part : parts) {
            DictionaryRemap remap = remaps.get(team.indexOf(part.worker()));
            remap.append(part.worker().rows, part.first(), part.end(), target);
            remap.append(part.worker().waits, part.firstWait(), part.endOfWaits(), waits);
        }
    }
}
