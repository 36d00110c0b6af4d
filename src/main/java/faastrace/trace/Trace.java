package faastrace.trace;

import faastrace.trace.table.Dictionary;
import faastrace.trace.table.SampleRows;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Samples in one form, whatever they were read from and whatever they will be drawn or written as. Each row is a
 * sample, or several alike; texts and stacks are known by numbers, which stand for the same wherever they occur.
 */
public final class Trace {
    private final Dictionary dictionary;
    private final SampleRows rows;
    private final List<Head> heads;
    private final Skipped skipped;
    private final boolean timed;
    private final boolean identified;

    /** Made by readers: the samples in {@code rows} are in numbers of the dictionary. */
    public Trace(
            Dictionary dictionary,
            SampleRows rows,
            List<Head> heads,
            Skipped skipped,
            boolean timed,
            boolean identified) {
        this.dictionary = dictionary;
        this.rows = rows;
        this.heads = heads;
        this.skipped = skipped;
        this.timed = timed;
        this.identified = identified;
    }

    /** A command in the bytes that the trace has for it, in whatever encoding. */
    public byte[] commandBytes(int command) {
        return dictionary.commands.get(command);
    }

    /** A frame's symbol and module in the bytes that the trace has for them, with a line end between the two. */
    public byte[] frameBytes(int frame) {
        return dictionary.frames.get(frame);
    }

    /** The numbers of the invocations that own a sample together, none where it belongs to no invocation. */
    public int[] ownerNumbers(int owners) {
        return dictionary.owners.get(owners);
    }

    /** The id of an invocation in the bytes that the trace has for it. */
    public byte[] invocationBytes(int invocation) {
        return dictionary.invocations.get(invocation);
    }

    /** How many rows there are. */
    public int size() {
        return rows.size();
    }

    /** Whether rows have times, which folded stacks have lost and {@code perf script -F} may leave out. */
    public boolean timed() {
        return timed;
    }

    /** Whether rows have the ids of their threads, which folded stacks have lost too. */
    public boolean identified() {
        return identified;
    }

    /** What stood before the samples, one for each file. */
    public List<Head> heads() {
        return heads;
    }

    /** What was left out. */
    public Skipped skipped() {
        return skipped;
    }

    /** The value of the first head that has it: {@code function}, {@code language}, … */
    public Optional<String> find(String key) {
        return heads.stream().flatMap(head -> head.find(key).stream()).findFirst();
    }

    /** The earliest time on the recording's clock; 0 where there are no rows. */
    public long firstNanos() {
        long first = Long.MAX_VALUE;
        for (int row = 0; row < rows.size(); row++) {
            first = Math.min(first, nanos(row));
        }
        return rows.size() == 0 ? 0 : first;
    }

    /** Nanoseconds on the recording's clock. */
    public long nanos(int row) {
        return rows.nanos(row);
    }

    /** How many samples the row stands for. */
    public long samples(int row) {
        return rows.samples(row);
    }

    /** How many events its samples stand for, at least one each. */
    public long period(int row) {
        return rows.period(row);
    }

    /** The process, -1 where the trace does not say. */
    public int pid(int row) {
        return rows.pid(row);
    }

    /** The thread, -1 where the trace does not say or it had exited. */
    public int tid(int row) {
        return rows.tid(row);
    }

    /** The processor, -1 where the trace does not say. */
    public int cpu(int row) {
        return rows.cpu(row);
    }

    /** The number of the command's name. */
    public int command(int row) {
        return rows.command(row);
    }

    /** The number of the event's name. */
    public int event(int row) {
        return rows.event(row);
    }

    /** The number of the stack. */
    public int stack(int row) {
        return rows.stack(row);
    }

    /** The number of the set of invocations that own it; 0 is nobody. */
    public int owners(int row) {
        return rows.owners(row);
    }

    /** How many names of threads there are. */
    public int commands() {
        return dictionary.commands.size();
    }

    /** The name of a thread, by its number. */
    public String commandName(int command) {
        return dictionary.commands.text(command);
    }

    /** The name of an event, by its number; empty where the trace does not say. */
    public String eventName(int event) {
        return dictionary.events.text(event);
    }

    /** How many names of events there are. */
    public int eventNames() {
        return dictionary.events.size();
    }

    /** How many different stacks there are. */
    public int stacks() {
        return dictionary.stacks.size();
    }

    /** The numbers of a stack's frames, leaf first. */
    public int[] frames(int stack) {
        return dictionary.stacks.get(stack);
    }

    /** How many frames a stack has. */
    public int depth(int stack) {
        return dictionary.stacks.length(stack);
    }

    /** The number of a stack's frame, 0 being the leaf. */
    public int frameAt(int stack, int place) {
        return dictionary.stacks.at(stack, place);
    }

    /** A stack's frames, leaf first. */
    public List<Frame> frameList(int stack) {
        return Arrays.stream(frames(stack)).mapToObj(this::frame).toList();
    }

    /** How many different frames there are. */
    public int frameCount() {
        return dictionary.frames.size();
    }

    /** A frame, by its number. */
    public Frame frame(int frame) {
        String both = dictionary.frames.text(frame);
        int between = both.indexOf(Dictionary.BETWEEN);
        return new Frame(both.substring(0, between), both.substring(between + 1));
    }

    /** How many sets of invocations own samples; the first, 0, is nobody. */
    public int ownerSets() {
        return dictionary.owners.size();
    }

    /** The ids of the invocations in such a set. */
    public List<String> invocations(int owners) {
        int[] ids = dictionary.owners.get(owners);
        return Arrays.stream(ids).mapToObj(dictionary.invocations::text).toList();
    }

    /** The numbers of the sets that an invocation is in. */
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

    /** How many invocations are in such a set. */
    public int invocationCount(int owners) {
        return dictionary.owners.length(owners);
    }

    /** The events that occur, by name. */
    public Set<String> events() {
        Set<String> events = new TreeSet<>();
        for (int row = 0; row < rows.size(); row++) {
            events.add(eventName(event(row)));
        }
        return events;
    }
}
