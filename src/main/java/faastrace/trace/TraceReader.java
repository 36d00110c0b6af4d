package faastrace.trace;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads traces, on all processors where one is long: the text of {@code perf script}, or folded stacks, packed with
 * gzip or not. No line makes it fail: what it can't read it passes over and counts.
 */
public final class TraceReader {
    /** Few traces are so long that more would help: they wait for the one that unpacks or reads. */
    private static final int MOST_WORKERS = 8;

    private Dictionary dictionary = new Dictionary();
    private Rows rows;
    private final List<Head> heads = new ArrayList<>();
    private final Tally all = new Tally();
    private final int workers;
    private final int pieceSize;
    private boolean broken;
    private boolean timed = true;

    private TraceReader(Rows rows, int workers, int pieceSize) {
        this.rows = rows;
        this.workers = workers;
        this.pieceSize = pieceSize;
    }

    /** Keeps each sample with its time and its thread. */
    public static TraceReader ofSamples() {
        return new TraceReader(Rows.each(), processors(), Chunk.SIZE);
    }

    /** The same, with no more threads than that. */
    public static TraceReader ofSamples(int workers) {
        return new TraceReader(Rows.each(), Math.min(workers, processors()), Chunk.SIZE);
    }

    /**
     * Keeps how often each stack occurs in each event and each invocation, in memory that doesn't grow with the number
     * of samples.
     */
    public static TraceReader ofStacks() {
        return new TraceReader(Rows.summed(), processors(), Chunk.SIZE);
    }

    /** With pieces of that size, so that short texts can try what long ones do. */
    static TraceReader inPieces(boolean samples, int workers, int pieceSize) {
        return new TraceReader(samples ? Rows.each() : Rows.summed(), workers, pieceSize);
    }

    private static int processors() {
        return Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors());
    }

    /**
     * Adds a trace to what was read before.
     *
     * @param in stays open
     * @throws IOException if the stream can't be read; damaged gzip data only ends the trace early
     */
    public Reading add(InputStream in) throws IOException {
        Chunks chunks = new Chunks(new MaybeGzip(in), pieceSize);
        Tally tally = new Tally();
        HeadReader headReader = new HeadReader();
        tally.comments = chunks.head(headReader);
        Head head = headReader.head();
        boolean folded = Format.of(chunks) == Format.FOLDED;
        if (folded) {
            chunks.cutBehindLines();
        }
        timed &= !folded;
        List<Worker> team = new ArrayList<>();
        for (int i = 0; i < (chunks.small() ? 1 : workers); i++) {
            team.add(new Worker(chunks, head, folded, rows.areSummed()));
        }
        Worker.run(team);
        team.forEach(worker -> tally.add(worker.tally()));
        merge(team);
        heads.add(head);
        all.add(tally);
        broken |= chunks.broken();
        return new Reading(head, tally.samples, tally.skipped(chunks.broken()));
    }

    /** What the first worker found need not be copied where nothing was before it. */
    private void merge(List<Worker> team) {
        boolean taken = rows.size() == 0 && (rows.areSummed() || team.size() == 1);
        if (taken) {
            dictionary = team.get(0).dictionary();
            rows = team.get(0).rows();
        }
        Worker.merge(team.subList(taken ? 1 : 0, team.size()), dictionary, rows);
    }

    /** All that was added. */
    public Trace trace() {
        return new Trace(dictionary, rows, List.copyOf(heads), all.skipped(broken), timed && !rows.areSummed());
    }
}
