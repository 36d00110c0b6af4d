package faastrace.cli.trace;

import faastrace.problem.Problem;
import faastrace.source.TraceSource;
import faastrace.trace.Events;
import faastrace.trace.Head;
import faastrace.trace.Invocation;
import faastrace.trace.OffCpu;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.read.TraceReader;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that select samples, shared by all commands that read traces. */
final class TraceOptions {
    private static final int NAMES_TO_SAY = 5;
    private static final long SECOND = 1_000_000_000;

    /** Help shows these options after those of the command. */
    private static final int ORDER = 1;

    @Option(
            names = "--invocation",
            order = ORDER,
            paramLabel = "ID",
            description = "Only samples of this invocation; the beginning of its id is enough.")
    private @Nullable String invocation;

    @Option(
            names = "--event",
            order = ORDER,
            paramLabel = "EVENT",
            description = "Only samples of this event, if there are several.")
    private @Nullable String event;

    @Option(
            names = "--thread",
            order = ORDER,
            paramLabel = "NAME",
            description = "Only samples of threads with this name.")
    private @Nullable String thread;

    @Option(names = "--pid", order = ORDER, paramLabel = "PID", description = "Only samples of this process.")
    private @Nullable Integer pid;

    @Option(names = "--tid", order = ORDER, paramLabel = "TID", description = "Only samples of this thread.")
    private @Nullable Integer tid;

    @Option(
            names = "--from",
            order = ORDER,
            paramLabel = "SECONDS",
            description = "Only samples from this time on; 0 is the time of the first sample, rounded down to a whole"
                    + " second.")
    private @Nullable Double from;

    @Option(names = "--to", order = ORDER, paramLabel = "SECONDS", description = "Only samples before this time.")
    private @Nullable Double to;

    @Option(names = "--no-idle", order = ORDER, description = "Leave out samples of idle processors.")
    private boolean noIdle;

    /** Reads all traces into one. */
    Trace read(TraceFiles files, List<TraceSource> sources, boolean samples, OffCpu.Time time) {
        checkTimes();
        TraceReader reader = TraceReader.within(samples || single(), TraceFiles.memory());
        files.add(sources, reader);
        Trace trace = reader.trace();
        if (time != OffCpu.Time.cpu && !trace.hasWaits()) {
            throw new Problem(
                    "--time " + time,
                    "the input contains no waits",
                    "record them: patch the function with --waits, then trace another request");
        }
        return OffCpu.select(trace, time);
    }

    /**
     * The selected samples of one event. Throws a {@link Problem} if the trace lacks data that an option needs: an
     * event, an invocation, thread ids or times.
     */
    Selection selection(Trace trace) {
        return selected(trace).ofEvent(Events.of(trace).choose(event, "--event "));
    }

    /**
     * The selected samples for a format that can contain several events. By default, the samples of all events are
     * selected.
     */
    Selection selectionOfAllEvents(Trace trace) {
        Events.of(trace).check(event, "--event ");
        return selected(trace).ofEvent(event);
    }

    /**
     * The selections for the two sides of a comparison, like {@link #selection}. If only one side contains the wanted
     * invocation, the other side is not restricted to it. Throws a {@link Problem} if neither side contains it.
     */
    List<Selection> selections(Trace before, Trace after) {
        String wanted = invocation;
        boolean first = wanted == null || contains(wanted, before);
        boolean second = wanted == null || contains(wanted, after);
        if (!first && !second) {
            throw new Problem(
                    "--invocation " + wanted,
                    "neither BEFORE nor AFTER contains an invocation with that id",
                    "use an id that faas-trace show prints for one of them");
        }
        return List.of(side(before, first), side(after, second));
    }

    private Selection side(Trace trace, boolean restricted) {
        String wanted = invocation;
        try {
            invocation = restricted ? wanted : null;
            return selection(trace);
        } finally {
            invocation = wanted;
        }
    }

    private static boolean contains(String wanted, Trace trace) {
        return trace.heads().stream()
                .flatMap(head -> head.invocations().stream())
                .anyMatch(one -> one.id().startsWith(wanted));
    }

    private Selection selected(Trace trace) {
        if (selection().needsSamples() && !trace.identified()) {
            throw new Problem(
                    "--pid, --tid",
                    "the input does not name the thread of each sample; folded stacks have neither threads nor times",
                    "leave these options out, or use a trace that perf script printed with the field tid");
        }
        if ((from != null || to != null) && !trace.timed()) {
            throw new Problem(
                    "--from, --to",
                    "the input has no times; folded stacks have neither threads nor times",
                    "leave these options out, or use a trace that perf script printed with the field time");
        }
        Selection selection = invocation == null ? selection() : selection().ofInvocation(whole(invocation, trace));
        long start = trace.timed() ? trace.firstNanos() / SECOND * SECOND : 0;
        return from == null && to == null
                ? selection
                : selection.within(
                        from == null ? Long.MIN_VALUE : moment(start, from),
                        to == null ? Long.MAX_VALUE : moment(start, to));
    }

    private void checkTimes() {
        checkTime("--from", from);
        checkTime("--to", to);
        if (from != null && to != null && from >= to) {
            throw new Problem(
                    "--from " + shown(from) + " --to " + shown(to),
                    "is an empty time range",
                    "use a time for --to that is after --from");
        }
    }

    private static void checkTime(String option, @Nullable Double seconds) {
        if (seconds != null && (!Double.isFinite(seconds) || seconds < 0)) {
            throw new Problem(
                    option + " " + shown(seconds), "is not a valid time", "use seconds since the start, such as 1.5");
        }
    }

    /** The number without a decimal point if it is whole, as a user writes it. */
    private static String shown(double seconds) {
        return Double.isFinite(seconds)
                ? new BigDecimal(Double.toString(seconds)).stripTrailingZeros().toPlainString()
                : Double.toString(seconds);
    }

    /** The start time plus a number of seconds, limited to the latest time that a trace can hold. */
    private static long moment(long start, double seconds) {
        long after = Math.round(seconds * SECOND);
        return after > 0 && start > Long.MAX_VALUE - after ? Long.MAX_VALUE : start + after;
    }

    /** Whether a range of time is selected. */
    boolean hasTimes() {
        return from != null || to != null;
    }

    private boolean single() {
        return selection().needsSamples() || hasTimes();
    }

    private Selection selection() {
        Selection selection = Selection.ALL.ofInvocation(invocation).ofThread(thread, number(pid), number(tid));
        return noIdle ? selection.withoutIdle() : selection;
    }

    /** The full id of the wanted invocation. The beginning is enough if no other id begins in the same way. */
    private static String whole(String wanted, Trace trace) {
        List<String> ids = trace.heads().stream()
                .map(Head::invocations)
                .flatMap(List::stream)
                .map(Invocation::id)
                .distinct()
                .toList();
        if (ids.isEmpty()) {
            throw new Problem(
                    "--invocation",
                    "the input does not say which samples belong to which invocation",
                    "leave the option out, or use a trace that a patched function sent");
        }
        if (ids.contains(wanted)) {
            return wanted;
        }
        List<String> meant = ids.stream().filter(id -> id.startsWith(wanted)).toList();
        if (meant.size() > 1) {
            throw new Problem(
                    "--invocation " + wanted, "several ids begin with this", "use one of these: " + some(meant));
        }
        if (meant.isEmpty()) {
            throw new Problem("--invocation " + wanted, "no invocation has that id", "use one of these: " + some(ids));
        }
        return meant.get(0);
    }

    private static String some(Collection<String> names) {
        String some = String.join(", ", names.stream().limit(NAMES_TO_SAY).toList());
        return some + (names.size() > NAMES_TO_SAY ? " and more" : "");
    }

    private static OptionalInt number(@Nullable Integer number) {
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }
}
