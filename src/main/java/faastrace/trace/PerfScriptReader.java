package faastrace.trace;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads the text of {@code perf script}, packed with gzip or not. No line makes it fail: what it can't read it skips
 * and counts. It holds one sample at a time.
 */
public final class PerfScriptReader {
    /** Deeper frames are counted and dropped; perf itself stops at 127 unless told otherwise. */
    public static final int DEEPEST = 1024;

    private final Consumer<Head> headConsumer;
    private final Consumer<Sample> consumer;
    private final HeadReader head = new HeadReader();
    private boolean leading = true;
    private EventLine event;
    private final List<Frame> frames = new ArrayList<>();
    private long samples;
    private long comments;
    private long records;
    private long sourceLines;
    private long strange;
    private long cut;
    private long deepFrames;
    private long truncated;

    private PerfScriptReader(Consumer<Head> headConsumer, Consumer<Sample> consumer) {
        this.headConsumer = headConsumer;
        this.consumer = consumer;
    }

    /**
     * Reads to the end of the stream, which stays open.
     *
     * @param consumer gets each sample, in the order of the trace, which need not be that of time
     * @throws IOException if the stream can't be read; damaged gzip data only ends the trace early
     */
    public static Reading read(InputStream in, Consumer<Sample> consumer) throws IOException {
        return read(in, head -> {}, consumer);
    }

    /** As {@link #read(InputStream, Consumer)}, and tells the head once, before the first sample. */
    public static Reading read(InputStream in, Consumer<Head> headConsumer, Consumer<Sample> consumer)
            throws IOException {
        PerfScriptReader reader = new PerfScriptReader(headConsumer, consumer);
        Lines lines = new Lines(new MaybeGzip(in));
        for (Line line = lines.next(); line != null; line = lines.next()) {
            reader.cut += lines.cut() ? 1 : 0;
            reader.accept(line);
        }
        return reader.end(lines);
    }

    /**
     * Whether a text begins as perf script's does: comments, then the first line of a sample.
     *
     * @param piece the beginning of the text, unpacked
     * @param whole whether that is all of it; the beginning alone may hold nothing but comments, and so may all of it
     */
    public static boolean begins(byte[] piece, boolean whole) throws IOException {
        Lines lines = new Lines(new ByteArrayInputStream(piece));
        boolean commented = false;
        for (Line line = lines.next(); line != null; line = lines.next()) {
            if (line.length() == 0 && commented) {
                continue; // perf leaves one behind its header
            }
            if (line.at(0) != '#') {
                boolean unfinished = commented && !whole && !lines.ended();
                return unfinished || EventLine.read(line).isPresent();
            }
            commented = true;
        }
        return commented;
    }

    private void accept(Line line) {
        if (line.length() == 0) {
            flush();
        } else if (line.at(0) == '#') {
            comment(line);
        } else if (line.at(0) != '\t' || !frame(line)) {
            leading = false;
            unindented(line);
        }
    }

    /** Only lines before all else are our head: a thread may name itself anything, a comment sign included. */
    private void comment(Line line) {
        comments++;
        if (leading) {
            head.accept(line.text());
        }
    }

    private void unindented(Line line) {
        Optional<Stamp> stamp = Stamp.find(line);
        if (stamp.isPresent()) {
            stamped(line, stamp.get());
        } else if (line.startsWith("PERF_RECORD_", 0)
                || line.startsWith("instruction trace error", line.skipBlanks(0))) {
            flush();
            records++;
        } else if (!frame(line)) {
            boolean source = event != null && line.blankAt(0);
            sourceLines += source ? 1 : 0;
            strange += source ? 0 : 1;
        }
    }

    private void stamped(Line line, Stamp stamp) {
        flush();
        if (EventLine.isRecord(line, stamp)) {
            records++;
            return;
        }
        event = EventLine.read(line, stamp).orElse(null);
        strange += event == null ? 1 : 0;
        if (event != null) {
            frames.addAll(event.frames(line));
        }
    }

    private boolean frame(Line line) {
        Optional<Frame> frame = event == null ? Optional.empty() : FrameLine.read(line, 0);
        if (frame.isPresent() && frames.size() < DEEPEST) {
            frames.add(frame.get());
        } else if (frame.isPresent()) {
            deepFrames++;
        }
        return frame.isPresent();
    }

    private void flush() {
        if (event != null) {
            if (samples++ == 0) {
                headConsumer.accept(head.head());
            }
            consumer.accept(sample(event, frames));
        }
        drop();
    }

    private void drop() {
        event = null;
        frames.clear();
    }

    private static Sample sample(EventLine event, List<Frame> frames) {
        Stamp stamp = event.stamp();
        return new Sample(
                stamp.command(),
                stamp.pid(),
                stamp.tid(),
                stamp.cpu(),
                stamp.timeNanos(),
                event.period(),
                event.event(),
                frames);
    }

    /** A trace that doesn't end in a line end broke off, and its last frame can't be trusted. */
    private Reading end(Lines lines) {
        if (lines.ended() && !lines.broken()) {
            flush();
        } else if (event != null) {
            truncated++;
            drop();
        }
        Skipped skipped =
                new Skipped(comments, records, sourceLines, strange, cut, deepFrames, truncated, lines.broken());
        return new Reading(head.head(), samples, skipped);
    }
}
