package faastrace.chart;

import faastrace.trace.Events;
import faastrace.trace.Invocation;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Explains why a selection contains no samples. The script of the pages has the same texts. */
public final class NoSamples {
    private static final double SECOND = 1e9;
    private static final double MILLI = 1e6;

    private final Trace trace;
    private final Selection selection;

    private NoSamples(Trace trace, Selection selection) {
        this.trace = trace;
        this.selection = selection;
    }

    /** The explanation; empty if the selection contains samples. */
    public static Optional<String> explain(Trace trace, Selection selection) {
        return IntStream.range(0, trace.size()).anyMatch(selection.of(trace))
                ? Optional.empty()
                : Optional.of(new NoSamples(trace, selection).text());
    }

    private String text() {
        Optional<Invocation> call = call();
        long all = samples(trace, Selection.ALL.ofEvent(selection.event()));
        long own = call.isEmpty()
                ? 0
                : samples(trace, Selection.ALL.ofEvent(selection.event()).ofInvocation(selection.invocation()));
        if (call.isPresent() && own == 0) {
            return withoutSample(call.get());
        }
        if (trace.size() == 0) {
            return "This trace contains no samples.";
        }
        String whose = call.map(one -> "Invocation " + one.id() + " has " + count(own) + ", but none is")
                .orElse(all == 1 ? "The trace’s only sample is not" : "None of the trace’s " + count(all) + " is");
        return whose + " in the selection: " + String.join(", ", chosen(call.isPresent())) + ".";
    }

    private Optional<Invocation> call() {
        return trace.heads().stream()
                .flatMap(head -> head.invocations().stream())
                .filter(one -> one.id().equals(selection.invocation()))
                .findFirst();
    }

    private String withoutSample(Invocation call) {
        String event = Events.of(trace).several() ? " of " + selection.event() : "";
        String lost = trace.skipped().lossy()
                ? " Parts of this trace were left out. They may have contained samples of this invocation."
                : "";
        return "Invocation " + call.id() + " has no samples" + event + ". It took "
                + millis(call.endNanos() - call.startNanos()) + why(call)
                + (trace.timed() ? " It ran from " + range(call) + "." : "") + lost;
    }

    /**
     * Explains why the invocation has no samples. The CPU time is mentioned only if the event is a clock and if no
     * samples are missing.
     */
    private String why(Invocation call) {
        ContestedThreads.Answer claims = new ContestedThreads(trace).on(call);
        if (claims == ContestedThreads.Answer.another) {
            return ". Another invocation claims the same threads at that time, so samples of these threads may be"
                    + " attributed to neither.";
        }
        OptionalLong period = SamplingPeriod.nanos(trace, selection);
        if (claims == ContestedThreads.Answer.unknown || trace.skipped().lossy() || period.isEmpty()) {
            return ".";
        }
        return String.format(
                Locale.ROOT,
                ", and each of its threads used less CPU time than one sampling period, %s at %s Hz.",
                millis(period.getAsLong()),
                plain(SECOND / period.getAsLong()));
    }

    private String range(Invocation call) {
        return String.format(
                Locale.ROOT,
                "%.3f to %.3f s",
                (call.startNanos() - TimeOrigin.nanos(trace)) / SECOND,
                (call.endNanos() - TimeOrigin.nanos(trace)) / SECOND);
    }

    private List<String> chosen(boolean withoutInvocation) {
        List<String> words = new ArrayList<>();
        SelectionText.of(trace, selection).forEach((key, value) -> {
            if (!withoutInvocation || !key.equals("invocation")) {
                words.add(value.isEmpty() ? key : key + " " + value);
            }
        });
        return words;
    }

    static long samples(Trace trace, Selection selection) {
        return IntStream.range(0, trace.size())
                .filter(selection.of(trace))
                .mapToLong(trace::samples)
                .sum();
    }

    private static String count(long samples) {
        return samples + (samples == 1 ? " sample" : " samples");
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, nanos < 10 * MILLI ? "%.2f ms" : "%.1f ms", nanos / MILLI);
    }

    private static String plain(double number) {
        return String.format(Locale.ROOT, "%.1f", number).replaceFirst("\\.0$", "");
    }
}
