package faastrace.chart;

import com.fasterxml.jackson.core.JsonGenerator;
import faastrace.document.Json;
import faastrace.trace.CallTree;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.call.CallComparison;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares two traces in one call tree. If both traces list their invocations, the time of each invocation is compared
 * ({@link CallComparison}). Otherwise, the counts of each trace are divided by that trace's total, so that a long run
 * does not look hotter than a short one. The tree also contains the frames that appear in only one of the traces.
 */
public final class Differential {
    /**
     * A function and its share of each trace's samples, from 0 to 1.
     *
     * @param before the share in the first trace
     * @param after the share in the second trace
     */
    public record Change(String function, double before, double after) {
        /** The change in the share; negative if the share shrank. */
        public double delta() {
            return after - before;
        }
    }

    private static final int VERSION = 3;
    private static final List<String> BEFORE_AND_AFTER = List.of("before", "after");

    private final CallTree tree = new CallTree();
    private final long[] before;
    private final long[] after;
    private final List<String> empty;
    private final CallComparison calls;
    private final boolean shares;

    private Differential(Trace first, Selection firstChosen, Trace second, Selection secondChosen, boolean shares) {
        long[] one = selfs(first, firstChosen);
        after = selfs(second, secondChosen);
        before = Arrays.copyOf(one, tree.size());
        empty = List.of(
                NoSamples.explain(first, firstChosen).orElse(""),
                NoSamples.explain(second, secondChosen).orElse(""));
        calls = CallComparison.of(tree, first, firstChosen, second, secondChosen);
        this.shares = shares;
    }

    /** Compares the selected samples of two traces. */
    public static Differential of(Trace first, Selection chosen, Trace second, Selection secondChosen) {
        return of(first, chosen, second, secondChosen, false);
    }

    /**
     * Compares the selected samples of two traces.
     *
     * @param shares whether to compare shares even if both traces list their invocations
     */
    public static Differential of(Trace first, Selection chosen, Trace second, Selection secondChosen, boolean shares) {
        return new Differential(first, chosen, second, secondChosen, shares);
    }

    private long[] selfs(Trace trace, Selection selection) {
        CallTree.Leaves leaves = tree.add(trace);
        IntPredicate chosen = selection.of(trace);
        long[] selfs = new long[1024];
        for (int row = 0; row < trace.size(); row++) {
            if (chosen.test(row)) {
                int node = leaves.of(row);
                selfs = node < selfs.length ? selfs : Arrays.copyOf(selfs, Math.max(node + 1, selfs.length * 2));
                selfs[node] += trace.samples(row);
            }
        }
        return Arrays.copyOf(selfs, tree.size());
    }

    /** For each trace, the reason why it has no samples to compare; an empty text if it has samples. */
    public List<String> empty() {
        return empty;
    }

    /** The comparison of invocations. */
    public CallComparison calls() {
        return calls;
    }

    /** Whether the time of each invocation is compared. Otherwise, shares are compared. */
    public boolean isPerCall() {
        return !shares && calls.isKnown() && hasSamples();
    }

    /**
     * Explains why shares are compared instead of the time of each invocation; empty if the time of each invocation is
     * compared, if the user wants shares, or if there is nothing to compare.
     */
    public String whyShares() {
        return whyShares(BEFORE_AND_AFTER);
    }

    private String whyShares(List<String> names) {
        if (shares || calls.isKnown() || !hasSamples()) {
            return "";
        }
        List<String> why = calls.why();
        return why.get(0).equals(why.get(1))
                ? capitalized(names.get(0)) + " and " + names.get(1) + ": " + why.get(0)
                : Stream.of(
                                capitalized(names.get(0)) + ": " + why.get(0),
                                capitalized(names.get(1)) + ": " + why.get(1))
                        .filter(text -> !text.endsWith(": "))
                        .collect(Collectors.joining(" "));
    }

    /** Whether both traces have samples to compare. */
    public boolean hasSamples() {
        return empty.stream().allMatch(String::isEmpty);
    }

    /** Whether the shares of all stacks are the same in both traces. */
    public boolean isEmpty() {
        double first = Arrays.stream(before).sum();
        double second = Arrays.stream(after).sum();
        for (int node = 0; node < before.length; node++) {
            if (before[node] * second != after[node] * first) {
                return false;
            }
        }
        return true;
    }

    /**
     * All functions whose share changed, from the largest increase to the largest decrease. A sample counts only once
     * for a function, even if the function is in the stack several times.
     */
    public List<Change> changes() {
        double[] first = shares(before);
        double[] second = shares(after);
        List<Change> changes = new ArrayList<>();
        for (int label = 0; label < first.length; label++) {
            if (first[label] != second[label]) {
                changes.add(new Change(tree.labels().get(label).name(), first[label], second[label]));
            }
        }
        changes.sort(Comparator.comparingDouble(Change::delta).reversed().thenComparing(Change::function));
        return changes;
    }

    private double[] shares(long[] selfs) {
        double total = Math.max(1, Arrays.stream(selfs).sum());
        double[] shares = new double[tree.labels().size()];
        for (int node = 1; node < selfs.length; node++) {
            Set<Integer> seen = new HashSet<>();
            for (int at = node; selfs[node] > 0 && at > 0; at = tree.parent(at)) {
                if (seen.add(tree.label(at))) {
                    shares[tree.label(at)] += selfs[node];
                }
            }
        }
        return Arrays.stream(shares).map(share -> share / total).toArray();
    }

    /** Writes an SVG image: a flame graph whose colours show what grew and what shrank. */
    public void writeSvg(List<String> titles, OutputStream out) throws IOException {
        if (!hasSamples()) {
            String reason = empty.get(0).isEmpty() ? "After: " + empty.get(1) : "Before: " + empty.get(0);
            out.write(SentencePicture.svg(reason + " There is nothing to compare.")
                    .getBytes(StandardCharsets.UTF_8));
            return;
        }
        DifferentialSvg svg = isPerCall()
                ? DifferentialSvg.ofCalls(tree, calls)
                : DifferentialSvg.ofShares(tree, before, after, whyShares());
        out.write(svg.text(titles).getBytes(StandardCharsets.UTF_8));
    }

    private static String capitalized(String name) {
        return name.isEmpty() ? name : Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    /** Writes the data of the comparison page. */
    public void write(List<String> titles, OutputStream out) throws IOException {
        write(BEFORE_AND_AFTER, titles, out);
    }

    /**
     * Writes the data of the comparison page.
     *
     * @param names what the page calls the two traces, for example {@code the rest} and {@code the selection}
     */
    public void write(List<String> names, List<String> titles, OutputStream out) throws IOException {
        try (JsonGenerator json = Json.stream(out)) {
            write(names, titles, json);
        }
    }

    private void write(List<String> names, List<String> titles, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("version", VERSION);
        if (!names.equals(BEFORE_AND_AFTER)) {
            json.writeArrayFieldStart("sides");
            json.writeString(names.get(0));
            json.writeString(names.get(1));
            json.writeEndArray();
        }
        json.writeArrayFieldStart("titles");
        json.writeString(titles.get(0));
        json.writeString(titles.get(1));
        json.writeEndArray();
        json.writeArrayFieldStart("empty");
        json.writeString(empty.get(0));
        json.writeString(empty.get(1));
        json.writeEndArray();
        Trees.write(json, tree);
        numbers(json, "before", before);
        numbers(json, "after", after);
        json.writeStringField("whyShares", whyShares(names));
        if (isPerCall()) {
            PerCallJson.write(calls, json);
        }
        json.writeEndObject();
    }

    private static void numbers(JsonGenerator json, String name, long[] numbers) throws IOException {
        json.writeFieldName(name);
        json.writeArray(numbers, 0, numbers.length);
    }
}
