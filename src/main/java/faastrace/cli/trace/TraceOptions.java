package faastrace.cli.trace;

import faastrace.problem.Problem;
import faastrace.trace.Events;
import faastrace.trace.Head;
import faastrace.trace.Invocation;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.read.TraceReader;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** Which samples count: the options that all commands on traces share. */
final class TraceOptions {
    private static final int NAMES_TO_SAY = 5;
    private static final long SECOND = 1_000_000_000;

    @Option(
            names = "--invocation",
            paramLabel = "ID",
            description = "Only the samples of this invocation; the beginning of its id will do.")
    private String invocation;

    @Option(
            names = "--event",
            paramLabel = "EVENT",
            description = "Only samples of this event, where a trace has several.")
    private String event;

    @Option(names = "--thread", paramLabel = "NAME", description = "Only threads of this name.")
    private String thread;

    @Option(names = "--pid", paramLabel = "PID", description = "Only this process.")
    private Integer pid;

    @Option(names = "--tid", paramLabel = "TID", description = "Only this thread.")
    private Integer tid;

    @Option(
            names = "--from",
            paramLabel = "SECONDS",
            description = "Only from then on, counted from the whole second before the first"
                    + " sample, as in the heat map.")
    private Double from;

    @Option(names = "--to", paramLabel = "SECONDS", description = "Only before then.")
    private Double to;

    @Option(names = "--no-idle", description = "Leave out processors that rest.")
    private boolean noIdle;

    /** Reads all of them together. */
    Trace read(TraceFiles files, List<String> names, boolean samples) {
        TraceReader reader = samples || single() ? TraceReader.ofSamples() : TraceReader.ofStacks();
        names.forEach(name -> files.add(name, reader));
        return reader.trace();
    }

    /** What counts in that trace, of one event; a {@link Problem} where it can't be told, or names what is not there. */
    Selection selection(Trace trace) {
        return selected(trace).ofEvent(Events.of(trace).choose(event, "--event "));
    }

    /** The same for forms that keep events apart, which need no choice of one. */
    Selection selectionOfAllEvents(Trace trace) {
        Events.of(trace).check(event, "--event ");
        return selected(trace).ofEvent(event);
    }

    private Selection selected(Trace trace) {
        if (selection().needsSamples() && !trace.identified()) {
            throw new Problem(
                    "--pid, --tid",
                    "the input does not say which thread a sample is of; folded stacks have neither threads nor times",
                    "leave them out, or name a trace that perf script printed with the field tid");
        }
        if ((from != null || to != null) && !trace.timed()) {
            throw new Problem(
                    "--from, --to",
                    "the input has no times; folded stacks have neither threads nor times",
                    "leave them out, or name a trace that perf script printed with the field time");
        }
        if (invocation != null) {
            invocation = whole(invocation, trace);
        }
        Selection selection = selection();
        long start = trace.timed() ? trace.firstNanos() / SECOND * SECOND : 0;
        checkFinite("--from", from);
        checkFinite("--to", to);
        return from == null && to == null
                ? selection
                : selection.within(
                        from == null ? Long.MIN_VALUE : moment(start, from),
                        to == null ? Long.MAX_VALUE : moment(start, to));
    }

    private static void checkFinite(String option, Double seconds) {
        if (seconds != null && !Double.isFinite(seconds)) {
            throw new Problem(option + " " + seconds, "is no moment", "give seconds, such as 1.5");
        }
    }

    /** So many seconds after the start; times beyond what a trace can hold are its very end. */
    private static long moment(long start, double seconds) {
        long after = Math.round(seconds * SECOND);
        return after > 0 && start > Long.MAX_VALUE - after ? Long.MAX_VALUE : start + after;
    }

    private boolean single() {
        return selection().needsSamples() || from != null || to != null;
    }

    private Selection selection() {
        Selection selection = Selection.ALL.ofInvocation(invocation).ofThread(thread, number(pid), number(tid));
        return noIdle ? selection.withoutIdle() : selection;
    }

    /** The id of the invocation that is meant: that one, or the only one that begins so. */
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
                    "nothing here says which samples belong to which invocation",
                    "leave it out, or name a trace that a patched function sent");
        }
        if (ids.contains(wanted)) {
            return wanted;
        }
        List<String> meant = wanted.isEmpty()
                ? List.of()
                : ids.stream().filter(id -> id.startsWith(wanted)).toList();
        if (meant.size() > 1) {
            throw new Problem("--invocation " + wanted, "more than one id begins so", "there are " + some(meant));
        }
        if (meant.isEmpty()) {
            throw new Problem(
                    wanted.isEmpty() ? "--invocation" : "--invocation " + wanted,
                    wanted.isEmpty() ? "the id is empty" : "no trace here has an invocation of that id",
                    "there are " + some(ids));
        }
        return meant.get(0);
    }

    private static String some(Collection<String> names) {
        String some = String.join(", ", names.stream().limit(NAMES_TO_SAY).toList());
        return some + (names.size() > NAMES_TO_SAY ? " and more" : "");
    }

    private static OptionalInt number(Integer number) {
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }
}
