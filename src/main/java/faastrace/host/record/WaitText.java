package faastrace.host.record;

import faastrace.trace.Nanos;
import faastrace.trace.OffCpu;
import java.io.IOException;
import java.io.Writer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes the text of a recording with waits into a trace. Samples stay as they are. Each wait becomes a block of
 * comments ({@link OffCpu}), as in the agent's traces. In perf's text, a wait has three parts:
 *
 * <pre>
 * python3 17/19 [001] 12.345678901:          1       waits:
 * 	7f259b056240 clock_nanosleep+0x10 (/lib/libc.so.6)
 *
 * python3 17/19 [001] 12.345679000: PERF_RECORD_SWITCH OUT
 * python3 17/19 [001] 12.395802501: PERF_RECORD_SWITCH IN
 * </pre>
 *
 * <p>With a control group, the records are called {@code PERF_RECORD_SWITCH_CPU_WIDE}, and perf prints them for all
 * threads of the machine. Only threads of the group have samples of the event {@code waits}. So only these threads have
 * waits, and all records are left out of the trace.
 */
final class WaitText extends TraceText {
    /** The maximum number of characters in waits that have not ended. If there are more, the oldest are discarded. */
    static final int MOST_CHARACTERS = 16 << 20;

    /** A command may contain anything, even line breaks, so the last stamp of a line counts. */
    private static final Pattern STAMPED = Pattern.compile(
            "(?<stamp>.*\\s-?\\d+/(?<thread>-?\\d{1,9})\\s+\\[\\d+]\\s+(?<time>\\d{1,9}\\.\\d{9}): )\\s*(?<event>.*)",
            Pattern.DOTALL);

    private static final Pattern SWITCH =
            Pattern.compile("PERF_RECORD_SWITCH(?:_CPU_WIDE)? +(IN|OUT)( +preempt\\b)?.*");
    private static final Pattern TASK = Pattern.compile("PERF_RECORD_(?:FORK|EXIT)\\(-?\\d+:(\\d{1,9})\\).*");
    private static final Pattern LEAVES = Pattern.compile("\\d+\\s+waits:\\s*");

    /** The waits that have not ended, by thread. The thread that left its processor first is first. */
    private final Map<Integer, Wait> pending = new LinkedHashMap<>();

    private long characters;
    private long waits;

    /** Whether a sample was seen. Until then, comments are perf's notes on the recording. */
    private boolean begun;

    /** Whether the current lines belong to a sample. */
    private boolean inSample;

    /** The wait whose stack is being read. */
    private @Nullable Wait gathering;

    /** A thread that is away from its processor. */
    private static final class Wait {
        final int thread;
        final String stamp;
        final long left;
        final StringBuilder stack = new StringBuilder();
        String kind = "";

        Wait(int thread, String stamp, long left) {
            this.thread = thread;
            this.stamp = stamp;
            this.left = left;
        }

        int length() {
            return stamp.length() + stack.length();
        }
    }

    WaitText(Writer out) {
        super(out);
    }

    @Override
    long waits() {
        return waits;
    }

    @Override
    void take(String line) throws IOException {
        Matcher stamped = STAMPED.matcher(line);
        if (line.isEmpty()) {
            keepInSample(line);
            inSample = false;
            gathering = null;
        } else if (gathering != null && line.charAt(0) == '\t') {
            gather(gathering, line);
        } else if (line.charAt(0) == '\t') {
            keepInSample(line);
        } else if (line.charAt(0) == '#' && !begun) {
            super.take(line);
        } else if (stamped.matches()) {
            begin(line, stamped);
        } else {
            keepInSample(line);
        }
    }

    /** Outside samples, perf prints only records. Any other line is part of a name, maybe of another container's. */
    private void keepInSample(String line) throws IOException {
        if (inSample) {
            super.take(line);
        }
    }

    private void begin(String line, Matcher stamped) throws IOException {
        String event = stamped.group("event");
        begun = true;
        gathering = null;
        inSample = false;
        if (event.startsWith("PERF_RECORD_")) {
            record(Integer.parseInt(stamped.group("thread")), Nanos.parse(stamped.group("time")), event);
        } else if (LEAVES.matcher(event).matches()) {
            leaves(Integer.parseInt(stamped.group("thread")), stamped);
        } else {
            inSample = true;
            super.take(line);
        }
    }

    /** Ignores the waits of idle threads, which all have the id 0, and of threads that have ended, whose id is -1. */
    private void leaves(int thread, Matcher stamped) {
        forget(thread);
        Wait wait = new Wait(thread, stamped.group("stamp"), Nanos.parse(stamped.group("time")));
        gathering = wait;
        if (thread > 0) {
            pending.put(thread, wait);
            characters += wait.length();
            discardOldest();
        }
    }

    private void gather(Wait wait, String frame) {
        if (pending.get(wait.thread) == wait) {
            wait.stack.append('\n').append('#').append(frame);
            characters += frame.length() + 2;
            discardOldest();
        }
    }

    /** The oldest waits are discarded first, because their threads may have ended. */
    private void discardOldest() {
        Iterator<Wait> oldest = pending.values().iterator();
        while (characters > MOST_CHARACTERS && oldest.hasNext()) {
            characters -= oldest.next().length();
            oldest.remove();
        }
    }

    private void record(int thread, long time, String event) throws IOException {
        Matcher switched = SWITCH.matcher(event);
        Matcher task = TASK.matcher(event);
        if (switched.matches()) {
            boolean preempted = switched.group(2) != null;
            switched(thread, time, switched.group(1).equals("OUT"), preempted ? "ready" : "waiting");
        } else if (task.matches()) {
            forget(Integer.parseInt(task.group(1))); // a new thread may have the id of one that has ended
        } else if (event.startsWith("PERF_RECORD_LOST")) {
            pending.clear(); // these threads may have been back meanwhile
            characters = 0;
        }
    }

    private void switched(int thread, long time, boolean out, String kind) throws IOException {
        Wait wait = out ? pending.get(thread) : forget(thread);
        if (wait == null) {
            return;
        }
        if (out) {
            wait.kind = kind;
        } else if (!wait.kind.isEmpty()) {
            waits++;
            write(OffCpu.PREFIX + wait.stamp + (time - wait.left) + " " + wait.kind + ": " + wait.stack);
            write("");
        }
    }

    private @Nullable Wait forget(int thread) {
        Wait wait = pending.remove(thread);
        characters -= wait == null ? 0 : wait.length();
        return wait;
    }
}
