package faastrace.trace.read;

import faastrace.files.MaybeGzip;
import faastrace.trace.Head;
import faastrace.trace.Trace;
import faastrace.trace.table.Dictionary;
import faastrace.trace.table.SampleRows;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Reads traces, which are {@code perf script} text or folded stacks, with or without gzip. Long traces are read on
 * several CPUs. Lines that can't be parsed are skipped and counted; they never make reading fail.
 */
public final class TraceReader {
    /**
     * The maximum number of workers. More workers would help only with very long traces, because only one worker at a
     * time can read and decompress.
     */
    private static final int MOST_WORKERS = 8;

    private static final long SECOND = 1_000_000_000;

    /**
     * Limits how long reading takes. A few bytes of compressed data can become any amount of text, so it is not enough
     * to limit the reading of the compressed data.
     */
    @FunctionalInterface
    public interface Pace {
        /** Called before each block of text is read. Ends the reading if it throws. */
        void check() throws IOException;
    }

    private Dictionary dictionary = new Dictionary();
    private SampleRows rows;
    private SampleRows waits;
    private final List<Head> heads = new ArrayList<>();
    private final SkipCounts all = new SkipCounts();
    private final OwnerBudget budget = new OwnerBudget();
    private final int workers;
    private final int pieceSize;
    private final long memory;
    private boolean broken;
    private boolean timed = true;
    private boolean identified = true;
    private boolean hasSamples;
    private boolean numbered;
    private boolean anonymous;
    private long headMemory;

    private TraceReader(SampleRows rows, int workers, int pieceSize, long memory) {
        this.rows = rows;
        this.waits = rows.areSummed() ? SampleRows.summed() : SampleRows.each();
        this.memory = memory;
        this.workers = workers;
        this.pieceSize = pieceSize;
    }

    /** Creates a reader that keeps each sample with its time and thread. */
    public static TraceReader ofSamples() {
        return new TraceReader(SampleRows.each(), processors(), Chunk.SIZE, Long.MAX_VALUE);
    }

    /** Like {@link #ofSamples()}, with a maximum number of threads. */
    public static TraceReader ofSamples(int workers) {
        return new TraceReader(SampleRows.each(), Math.min(workers, processors()), Chunk.SIZE, Long.MAX_VALUE);
    }

    /**
     * Creates a reader that keeps each sample with its time and thread. It uses one thread and bounded memory.
     *
     * @param memory the approximate memory limit in bytes; beyond it, {@link #add} throws {@link TraceTooLarge}
     */
    public static TraceReader ofSamplesWithin(long memory) {
        return new TraceReader(SampleRows.each(), 1, Chunk.SIZE / 4, memory);
    }

    /**
     * Creates a reader that only counts how often each stack occurs for each event and invocation. Its memory doesn't
     * grow with the number of samples.
     */
    public static TraceReader ofStacks() {
        return new TraceReader(SampleRows.summed(), processors(), Chunk.SIZE, Long.MAX_VALUE);
    }

    /**
     * Like {@link #ofSamples()} or {@link #ofStacks()}, with bounded memory.
     *
     * @param samples whether to keep each sample
     * @param memory the approximate memory limit in bytes; beyond it, {@link #add} throws {@link TraceTooLarge}
     */
    public static TraceReader within(boolean samples, long memory) {
        return new TraceReader(samples ? SampleRows.each() : SampleRows.summed(), processors(), Chunk.SIZE, memory);
    }

    /**
     * Creates a reader that adds up the samples of many traces, and forgets their invocations.
     *
     * @param memory the approximate memory limit in bytes; beyond it, {@link #add} throws {@link TraceTooLarge}
     */
    public static TraceReader ofSums(long memory) {
        TraceReader reader = within(false, memory);
        reader.anonymous = true;
        return reader;
    }

    /**
     * Like {@link #ofStacks()}, but in the sets of owners, each invocation has its index in the head instead of its id.
     * So invocations with the same id are counted separately. Such a reader is for one trace.
     *
     * @param memory the approximate memory limit in bytes; beyond it, {@link #add} throws {@link TraceTooLarge}
     */
    static TraceReader ofInvocations(long memory) {
        TraceReader reader = within(false, memory);
        reader.numbered = true;
        return reader;
    }

    /**
     * Creates a reader that counts how often each stack occurs in each span of time. It uses one thread and bounded
     * memory, for programs that do other work at the same time.
     *
     * @param seconds the length of a span
     * @param memory the approximate memory limit in bytes; beyond it, {@link #add} throws {@link TraceTooLarge}
     */
    public static TraceReader ofSpans(int seconds, long memory) {
        return new TraceReader(SampleRows.summedWithin(seconds * SECOND), 1, Chunk.SIZE / 4, memory);
    }

    /** Creates a reader with pieces of the given size, so that tests can split short texts into several pieces. */
    static TraceReader inPieces(boolean samples, int workers, int pieceSize) {
        return new TraceReader(samples ? SampleRows.each() : SampleRows.summed(), workers, pieceSize, Long.MAX_VALUE);
    }

    private static int processors() {
        return Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors());
    }

    /**
     * Reads a trace and adds it to the traces that were read before.
     *
     * @param in the trace, which stays open
     * @throws IOException if the stream can't be read; damaged gzip data doesn't throw, but ends the trace early
     */
    public ReadResult add(InputStream in) throws IOException {
        return add(in, () -> {});
    }

    /** Like {@link #add(InputStream)}, but anything that the pace throws ends the reading. */
    public ReadResult add(InputStream in, Pace pace) throws IOException {
        return add(in, pace, empty -> true);
    }

    /** Like {@link #add(InputStream)}, but adds a trace without samples and waits only if {@code accepted} allows it. */
    public ReadResult add(InputStream in, Predicate<ReadResult> accepted) throws IOException {
        return add(in, () -> {}, accepted);
    }

    private ReadResult add(InputStream in, Pace pace, Predicate<ReadResult> accepted) throws IOException {
        Chunks chunks = new Chunks(new MaybeGzip(in), pieceSize, pace);
        SkipCounts tally = new SkipCounts();
        HeadReader headReader = new HeadReader();
        tally.comments = chunks.head(headReader);
        Head head = anonymous ? headReader.head().withoutInvocations() : headReader.head();
        tally.headLines = head.malformed();
        headMemory += anonymous ? 0 : headReader.memory();
        if (headMemory > memory) {
            throw new TraceTooLarge();
        }
        TextFormat format = TextFormat.of(chunks);
        if (format == TextFormat.FOLDED) {
            chunks.cutBehindLines();
        }
        List<ReadWorker> team = team(chunks, numbered ? CountedInvocations.numbered(head) : head, format);
        ReadWorker.run(team);
        team.forEach(worker -> tally.add(worker.tally()));
        ReadResult result =
                new ReadResult(head, tally.samples, tally.waits, tally.skipped(chunks.broken()), chunks.encoding());
        boolean empty = tally.samples + tally.waits == 0;
        if (empty && !accepted.test(result)) {
            headMemory -= anonymous ? 0 : headReader.memory();
            return result;
        }
        if (isApart()) {
            merge(team);
            if (memoryOfRows() + headMemory > memory) {
                throw new TraceTooLarge();
            }
        }
        addFormat(format, empty);
        heads.add(head);
        all.add(tally);
        broken |= chunks.broken();
        return result;
    }

    /**
     * Whether a trace is read into rows of its own, which are added to the others at the end. Then, a trace that can't be
     * read to its end adds nothing.
     */
    private boolean isApart() {
        return workers > 1 || anonymous;
    }

    private long memoryOfRows() {
        return rows.memory() + waits.memory() + dictionary.memory();
    }

    /** If there are samples, traces without samples don't decide whether the samples have times and threads. */
    private void addFormat(TextFormat format, boolean empty) {
        if (empty && hasSamples) {
            return;
        }
        boolean first = !empty && !hasSamples;
        timed = (first || timed) && format.timed();
        identified = (first || identified) && format.identified();
        hasSamples |= !empty;
    }

    /** Merges the results of the workers. If possible, the first worker's results are reused instead of copied. */
    private void merge(List<ReadWorker> team) {
        boolean taken = rows.size() == 0 && waits.size() == 0 && (rows.areSummed() || team.size() == 1);
        if (taken) {
            dictionary = team.get(0).dictionary();
            rows = team.get(0).rows();
            waits = team.get(0).waits();
        }
        ReadWorker.merge(team.subList(taken ? 1 : 0, team.size()), dictionary, rows, waits);
    }

    private List<ReadWorker> team(Chunks chunks, Head head, TextFormat format) {
        long room = SkipCounts.MOST_EVENTS - all.events;
        if (!isApart()) {
            return List.of(new ReadWorker(
                    chunks, head, format, dictionary, rows, waits, new SkipCounts(room), budget, memory - headMemory));
        }
        int size = chunks.small() ? 1 : workers;
        long memoryOfEach = memory == Long.MAX_VALUE ? memory : (memory - headMemory - memoryOfRows()) / size;
        return Stream.generate(() -> new ReadWorker(
                        chunks, head, format, rows.areSummed(), new SkipCounts(room / size), budget, memoryOfEach))
                .limit(size)
                .toList();
    }

    /** All traces that were added, as one trace. */
    public Trace trace() {
        boolean each = !rows.areSummed();
        return new Trace(
                dictionary, rows, waits, List.copyOf(heads), all.skipped(broken), timed && each, identified && each);
    }
}
