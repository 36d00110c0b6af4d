package faastrace.trace;

import faastrace.trace.table.Dictionary;
import faastrace.trace.table.SampleRow;
import faastrace.trace.table.SampleRows;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a trace. Their form depends neither on the input format nor on the output format. Each row is one
 * sample, or several samples that are alike. Names and stacks have ids, which are valid for the whole trace.
 */
public final class Trace {
    private final Dictionary dictionary;
    private final SampleRows rows;
    private final SampleRows waits;
    private final List<Head> heads;
    private final Skipped skipped;
    private final boolean timed;
    private final boolean identified;

    /** The trace that has all rows, if this trace has only some of them. */
    private final @Nullable Trace whole;

    /** Readers call this constructor. The ids in {@code rows} and {@code waits} refer to the dictionary. */
    public Trace(
            Dictionary dictionary,
            SampleRows rows,
            SampleRows waits,
            List<Head> heads,
            Skipped skipped,
            boolean timed,
            boolean identified) {
        this.dictionary = dictionary;
        this.rows = rows;
        this.waits = waits;
        this.heads = heads;
        this.skipped = skipped;
        this.timed = timed;
        this.identified = identified;
        this.whole = null;
    }

    private Trace(Trace whole, SampleRows rows) {
        this.dictionary = whole.dictionary;
        this.rows = rows;
        this.waits = SampleRows.each();
        this.heads = whole.heads;
        this.skipped = whole.skipped;
        this.timed = whole.timed;
        this.identified = whole.identified;
        this.whole = whole;
    }

    /** The bytes of a thread name exactly as in the trace, whatever their encoding. */
    public byte[] commandBytes(int command) {
        return dictionary.commands.get(command);
    }

    /** The bytes of a frame's symbol and module exactly as in the trace, separated by a line feed. */
    public byte[] frameBytes(int frame) {
        return dictionary.frames.get(frame);
    }

    /** The invocations in a set of owners, as indices for {@link #invocationBytes}; empty for the empty set. */
    public int[] ownerNumbers(int owners) {
        return dictionary.owners.get(owners);
    }

    /** The bytes of an invocation's id exactly as in the trace. The parameter is the invocation's index. */
    public byte[] invocationBytes(int invocation) {
        return dictionary.invocations.get(invocation);
    }

    /**
     * The times in which threads were off the processor, as a trace of its own. Each row stands for waits that are
     * alike. {@link OffCpu} explains the rows.
     */
    public Trace waits() {
        return with(waits);
    }

    /** Whether the trace contains waits. */
    public boolean hasWaits() {
        return waits.size() > 0;
    }

    /** The same trace with other rows and without waits. The rows' ids must refer to this trace's dictionary. */
    Trace with(SampleRows other) {
        return new Trace(this, other);
    }

    /** An empty table for rows of this trace. If this trace sums up rows that are alike, the table does, too. */
    SampleRows emptyRows() {
        return rows.areSummed() ? SampleRows.summed() : SampleRows.each();
    }

    /** Copies the row at the given place into {@code row}. */
    void get(int place, SampleRow row) {
        rows.get(place, row);
    }

    /** The id of an event name. If no sample has this event, the name gets a new id. */
    synchronized int eventId(String name) {
        return dictionary.events.id(name.getBytes(StandardCharsets.UTF_8));
    }

    /** The number of rows. */
    public int size() {
        return rows.size();
    }

    /** Whether rows have times. Folded stacks have no times, and {@code perf script -F} may leave times out. */
    public boolean timed() {
        return timed;
    }

    /** Whether rows have the ids of their threads. Folded stacks have no thread ids. */
    public boolean identified() {
        return identified;
    }

    /** The heads, one for each file that was read. */
    public List<Head> heads() {
        return heads;
    }

    /** What the reader skipped. */
    public Skipped skipped() {
        return skipped;
    }

    /** The value of a key such as {@code function} or {@code language}, from the first head that has the key. */
    public Optional<String> find(String key) {
        return heads.stream().flatMap(head -> head.find(key).stream()).findFirst();
    }

    /**
     * The earliest time of a sample or wait, on the recording's clock; 0 if there are none. If this trace has only some
     * rows of another trace, all rows of the other trace count, so that times mean the same in both traces.
     */
    public long firstNanos() {
        if (whole != null) {
            return whole.firstNanos();
        }
        long first = Long.MAX_VALUE;
        for (SampleRows table : List.of(rows, waits)) {
            for (int row = 0; row < table.size(); row++) {
                first = Math.min(first, table.nanos(row));
            }
        }
        return rows.size() + waits.size() == 0 ? 0 : first;
    }

    /**
     * The row's time in nanoseconds, on the recording's clock. If the row stands for several samples, this is the time
     * of the earliest one.
     */
    public long nanos(int row) {
        return rows.nanos(row);
    }

    /** The number of samples that the row stands for. */
    public long samples(int row) {
        return rows.samples(row);
    }

    /** The number of events that the row's samples stand for, at least one for each sample. */
    public long period(int row) {
        return rows.period(row);
    }

    /** The process id; -1 if the trace doesn't have it. */
    public int pid(int row) {
        return rows.pid(row);
    }

    /** The thread id; -1 if the trace doesn't have it or the thread had exited. */
    public int tid(int row) {
        return rows.tid(row);
    }

    /** The CPU number; -1 if the trace doesn't have it. */
    public int cpu(int row) {
        return rows.cpu(row);
    }

    /** The id of the row's thread name. */
    public int command(int row) {
        return rows.command(row);
    }

    /** The id of the row's event name. */
    public int event(int row) {
        return rows.event(row);
    }

    /** The id of the row's stack. */
    public int stack(int row) {
        return rows.stack(row);
    }

    /** The id of the set of invocations that own the row. The set with the id 0 is empty. */
    public int owners(int row) {
        return rows.owners(row);
    }

    /** The number of different thread names. */
    public int commands() {
        return dictionary.commands.size();
    }

    /** The thread name with the given id. */
    public String commandName(int command) {
        return dictionary.commands.text(command);
    }

    /** The event name with the given id; empty if the trace doesn't name the event. */
    public String eventName(int event) {
        return dictionary.events.text(event);
    }

    /** The number of different event names. */
    public int eventNames() {
        return dictionary.events.size();
    }

    /** The number of different stacks. */
    public int stacks() {
        return dictionary.stacks.size();
    }

    /** The ids of a stack's frames, leaf first. */
    public int[] frames(int stack) {
        return dictionary.stacks.get(stack);
    }

    /** The number of frames in a stack. */
    public int depth(int stack) {
        return dictionary.stacks.length(stack);
    }

    /** The id of the frame at the given place in a stack. Place 0 is the leaf. */
    public int frameAt(int stack, int place) {
        return dictionary.stacks.at(stack, place);
    }

    /** A stack's frames, leaf first. */
    public List<Frame> frameList(int stack) {
        return Arrays.stream(frames(stack)).mapToObj(this::frame).toList();
    }

    /** The number of different frames. */
    public int frameCount() {
        return dictionary.frames.size();
    }

    /** The frame with the given id. */
    public Frame frame(int frame) {
        String both = dictionary.frames.text(frame);
        int between = both.indexOf(Dictionary.BETWEEN);
        return new Frame(both.substring(0, between), both.substring(between + 1));
    }

    /** The number of different sets of owners, including the empty set, whose id is 0. */
    public int ownerSets() {
        return dictionary.owners.size();
    }

    /** The ids of the invocations in a set of owners. */
    public List<String> invocations(int owners) {
        int[] ids = dictionary.owners.get(owners);
        return Arrays.stream(ids).mapToObj(dictionary.invocations::text).toList();
    }

    /** The ids of the sets of owners that contain the invocation. */
    BitSet ownerSetsWith(String invocation) {
        int wanted = dictionary.invocations.number(invocation);
        BitSet sets = new BitSet();
        for (int set = 0; wanted >= 0 && set < ownerSets(); set++) {
            for (int i = dictionary.owners.length(set) - 1; i >= 0 && !sets.get(set); i--) {
                sets.set(set, dictionary.owners.at(set, i) == wanted);
            }
        }
        return sets;
    }

    /** The number of invocations in a set of owners. */
    public int invocationCount(int owners) {
        return dictionary.owners.length(owners);
    }
}
