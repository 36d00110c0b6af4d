package faastrace.trace.read;

import faastrace.trace.Head;
import faastrace.trace.OffCpu;
import faastrace.trace.table.Dictionary;
import faastrace.trace.table.HashSlots;
import faastrace.trace.table.SampleRow;
import faastrace.trace.table.SampleRows;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Parses samples from pieces of {@code perf script} text. Most lines are frames that occurred before. Such a line is
 * not parsed again but looked up by its bytes, which are hashed during the search for the end of the line.
 */
final class PerfScriptParser implements ChunkParser {
    /**
     * The maximum depth of a stack. Deeper frames are counted and dropped. By default, perf itself records at most 127
     * frames.
     */
    static final int DEEPEST = 1024;

    /**
     * The maximum length of a line in bytes. Longer lines are truncated. The longest symbols seen in practice have a
     * few thousand bytes.
     */
    static final int LONGEST_LINE = 32 * 1024;

    private static final int NONE = -1;
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LINE_ENDS = 0x0A0A0A0A0A0A0A0AL;
    private static final long LOWEST = 0x0101010101010101L;
    private static final long HIGHEST = 0x8080808080808080L;

    private final Dictionary dictionary;
    private final SampleRows rows;
    private final SampleRows waits;
    private final SampleOwners owners;
    private final SkipCounts tally;
    private final FrameCache cache = new FrameCache();
    private final LineBytes line = new LineBytes();
    private final EventLine event;
    private final boolean commands;
    private final boolean timed;
    private final boolean waitsAllowed;
    private final FrameLine frame = new FrameLine();
    private final SampleRow row = new SampleRow();
    private final int[] frames = new int[DEEPEST];
    private int depth;
    private boolean open;

    /** Whether the open sample is a wait, whose lines are comments. */
    private boolean wait;

    /** Whether the current lines belong to a sample that is skipped. */
    private boolean passing;

    /** The frame on the event's line; -1 if there is none. If no stack follows, this frame is the whole stack. */
    private int onTheLine = NONE;

    /** Whether the previous line was one of perf's own records or part of one. */
    private boolean inRecord;

    PerfScriptParser(
            Head head,
            TextFormat format,
            Dictionary dictionary,
            SampleRows rows,
            SampleRows waits,
            SkipCounts tally,
            OwnerBudget budget) {
        this.tally = tally;
        this.event = new EventLine(format);
        this.timed = format.timed();
        this.commands = format == TextFormat.ONLY_COMMANDS;
        this.dictionary = dictionary;
        this.rows = rows;
        this.waits = waits;
        this.waitsAllowed = format == TextFormat.PERF_SCRIPT;
        this.owners = new SampleOwners(head, dictionary, tally, budget);
    }

    @Override
    public SkipCounts tally() {
        tally.leftOut = dictionary.leftOut();
        return tally;
    }

    @Override
    public void parse(Chunk chunk) {
        inRecord = false;
        int at = 0;
        while (at < chunk.length) {
            at = next(chunk.bytes, at) + 1;
        }
        if (chunk.torn && open && !isOnlySample(chunk)) {
            tally.truncated++;
            drop();
        }
        flush();
    }

    /** In a text without a final line ending, whether this sample is the only one and ends with a complete frame. */
    private boolean isOnlySample(Chunk chunk) {
        int from = SampleBoundary.lineStart(chunk.bytes, chunk.length);
        return chunk.number == 0
                && tally.samples == 0
                && frame.read(line.show(chunk.bytes, from, chunk.length), 0)
                && frame.moduleTo() > frame.moduleFrom();
    }

    /** Processes the line that starts at {@code from}, and returns the place of its line ending. */
    private int next(byte[] bytes, int from) {
        long hash = HashSlots.SEED;
        int i = from;
        while (true) {
            long word = (long) WORD.get(bytes, i);
            long other = word ^ LINE_ENDS;
            long ends = other - LOWEST & ~other & HIGHEST;
            if (ends != 0) {
                int rest = Long.numberOfTrailingZeros(ends) >>> 3;
                hash = rest == 0 ? hash : HashSlots.mix(hash, word << 64 - 8 * rest);
                accept(bytes, from, i + rest, hash);
                return i + rest;
            }
            hash = HashSlots.mix(hash, word);
            i += Long.BYTES;
        }
    }

    private void accept(byte[] bytes, int from, int to, long hash) {
        if (from == to) {
            flush();
            return;
        }
        int known = open && wait == (bytes[from] == '#') ? cache.find(bytes, from, to, hash) : -1;
        if (known >= 0) {
            push(known);
        } else if (takesNew(bytes, from, to)) {
            cache.put(bytes, from, to, hash, frames[depth - 1]);
        }
    }

    /** Processes a line that is not in the cache, and returns whether it was a frame to be cached. */
    private boolean takesNew(byte[] bytes, int from, int to) {
        boolean tooLong = to - from > LONGEST_LINE;
        tally.cut += tooLong ? 1 : 0;
        line.show(bytes, from, tooLong ? from + LONGEST_LINE : to);
        if (line.length() == 0) {
            flush();
        } else if (line.at(0) == '#') {
            boolean isFrame = open && wait && line.at(1) == '\t' && frame.read(line, 1);
            if (isFrame) {
                return pushNew() && !tooLong;
            }
            if (!waitsAllowed || !line.startsWith(OffCpu.PREFIX, 0) || !beginsWait(bytes, from, to)) {
                tally.comments++;
            }
        } else if (!wait && line.at(0) == '\t' && isFrame() || !starts() && !wait && isFrame()) {
            return pushNew() && !tooLong;
        }
        return false;
    }

    /**
     * Adds the frame that was just parsed, and returns whether to cache it. If all frames of a stack are lines with
     * only an address, such a line is a frame. Below other frames, such a line is a data address
     * ({@code -F +phys_addr}).
     */
    private boolean pushNew() {
        int number = frame.id(line, dictionary);
        boolean bare = frame.isBare() && line.at(0) != '\t';
        if (bare && depth > 0 && frames[depth - 1] != number) {
            tally.sourceLines++;
            return false;
        }
        return push(number) && !bare;
    }

    private boolean isFrame() {
        return open && frame.read(line, 0);
    }

    private boolean push(int number) {
        boolean room = depth < DEEPEST;
        tally.deepFrames += room ? 0 : 1;
        if (room) {
            frames[depth++] = number;
        }
        return room;
    }

    /** If the line is a frame, returns false. Otherwise, processes the line and returns true. */
    private boolean starts() {
        boolean own = isOwn();
        if (!own && !(commands && open) && event.stamped(line)) {
            flush();
            begin();
        } else if (own) {
            flush();
            tally.records++;
            inRecord = true;
        } else if (isFrame()) {
            return false;
        } else {
            tallyOther();
        }
        return true;
    }

    /** Whether perf reports its own work in this line, as a decoding error or as a record without a time. */
    private boolean isOwn() {
        return line.startsWith("PERF_RECORD_", 0)
                || line.startsWith("instruction trace error", line.skipBlanks(0))
                || !timed && line.contains(" PERF_RECORD_");
    }

    /**
     * Counts a line that is neither the first line of a sample nor a frame. Source file positions are indented and
     * follow frames. Some records continue on further lines, which are indented or start with three dots.
     */
    private void tallyOther() {
        boolean source = open && line.blankAt(0);
        inRecord &= line.blankAt(0) || line.startsWith("...", 0);
        tally.sourceLines += source ? 1 : 0;
        tally.strange += source || inRecord || passing && line.blankAt(0) ? 0 : 1;
    }

    /** If the line is the first line of a wait, begins the wait and returns true. Adds a frame for the kind of wait. */
    private boolean beginsWait(byte[] bytes, int from, int to) {
        line.show(bytes, from + OffCpu.PREFIX.length(), to);
        if (!event.stamped(line) || event.isRecord(line) || !event.rest(line)) {
            return false;
        }
        int name = event.eventFrom();
        boolean waiting = line.startsWith("waiting:", name);
        if (!waiting && !line.startsWith("ready:", name) || event.stamp().isTooLate()) {
            return false;
        }
        flush();
        begin();
        wait = true;
        row.event = dictionary.events.id(OffCpu.EVENT.getBytes(StandardCharsets.US_ASCII));
        onTheLine = NONE;
        byte[] kind = (waiting ? "[waiting]" : "[ready]").concat(OffCpu.MODULE).getBytes(StandardCharsets.US_ASCII);
        int module = kind.length - OffCpu.MODULE.length();
        push(dictionary.frame(kind, 0, module, module, kind.length));
        return true;
    }

    private void begin() {
        inRecord = event.isRecord(line);
        if (inRecord) {
            tally.records++;
        } else if (event.stamp().isTooLate()) {
            tally.tooLate++;
            passing = true;
        } else if (!event.rest(line)) {
            tally.strange++;
        } else {
            open = true;
            SampleTime stamp = event.stamp();
            row.command = line.id(dictionary, dictionary.commands, stamp.commandFrom(), stamp.commandTo());
            row.pid = stamp.pid();
            row.tid = stamp.tid();
            row.cpu = stamp.cpu();
            row.event = line.id(dictionary, dictionary.events, event.eventFrom(), event.eventTo());
            row.nanos = stamp.nanos();
            row.samples = 1;
            row.period = event.period();
            onTheLine = event.frameOnLine(line, frame) ? frame.id(line, dictionary) : NONE;
        }
    }

    private void flush() {
        if (depth == 0 && onTheLine != NONE) {
            push(onTheLine);
        }
        if (open && (depth > 0 || !commands) && tally.takes(row.period)) {
            row.stack = dictionary.stack(frames, depth);
            row.owners = owners.of(row);
            (wait ? waits : rows).add(row);
            tally.samples += wait ? 0 : 1;
            tally.waits += wait ? 1 : 0;
        }
        drop();
    }

    private void drop() {
        open = false;
        wait = false;
        passing = false;
        onTheLine = NONE;
        depth = 0;
    }
}
