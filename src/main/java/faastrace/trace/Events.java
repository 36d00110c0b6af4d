package faastrace.trace;

import faastrace.problem.Problem;
import java.util.Collections;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The events that a trace was sampled with. All front ends follow one rule: counts of different events are never added
 * up, and only clock events count as CPU time. Code that adds up samples calls {@link #choose}. Code that keeps events
 * apart, such as a page on which the user selects the event, calls {@link #check} and shows {@link #preferred} first.
 */
public final class Events {
    private static final Pattern CLOCK = Pattern.compile("(software/)?(cpu|task)-clock([:/].*)?", Pattern.DOTALL);
    private static final int NAMES_IN_MESSAGE = 5;
    private static final long SECOND = 1_000_000_000;

    private final SortedMap<String, long[]> sums;
    private final OptionalLong nanosByRate;

    private Events(SortedMap<String, long[]> sums, OptionalLong nanosByRate) {
        this.sums = sums;
        this.nanosByRate = nanosByRate;
    }

    /** Counts the samples of each event. */
    public static Events of(Trace trace) {
        return of(trace, Selection.ALL);
    }

    /** Counts the selected samples of each event. */
    public static Events of(Trace trace, Selection selection) {
        IntPredicate chosen = selection.of(trace);
        SortedMap<String, long[]> sums = new TreeMap<>();
        long[][] byNumber = new long[trace.eventNames()][];
        for (int row = 0; row < trace.size(); row++) {
            int event = trace.event(row);
            if (!chosen.test(row)) {
                continue;
            }
            if (byNumber[event] == null) {
                byNumber[event] = new long[2];
                sums.put(trace.eventName(event), byNumber[event]);
            }
            byNumber[event][0] += trace.samples(row);
            byNumber[event][1] += trace.period(row);
        }
        return new Events(sums, nanosByRate(trace));
    }

    /**
     * Calculates from the sampling rate how much CPU time one sample of a clock event stands for. If perf printed no
     * periods, this value is used.
     */
    private static OptionalLong nanosByRate(Trace trace) {
        return trace.find("rate")
                .filter(rate -> rate.matches("[1-9][0-9]{0,6}"))
                .map(rate -> OptionalLong.of(SECOND / Long.parseLong(rate)))
                .orElse(OptionalLong.empty());
    }

    /** Whether samples of the event with this name stand for CPU time. */
    public static boolean isClock(String event) {
        return CLOCK.matcher(event).matches();
    }

    /**
     * The event names in alphabetical order. If the trace doesn't name the event, the name is empty. Folded stacks
     * never name it.
     */
    public Set<String> names() {
        return Collections.unmodifiableSet(sums.keySet());
    }

    /** Whether there are several events. If so, one of them must be chosen before samples are added up. */
    public boolean several() {
        return sums.size() > 1;
    }

    /** The number of samples of an event. */
    public long samples(String event) {
        return sums.getOrDefault(event, new long[2])[0];
    }

    /** The event to show by default: the clock event if there is one, otherwise the event with the most samples. */
    public String preferred() {
        return clock().or(() -> most(sums.keySet())).orElse("");
    }

    /**
     * The clock event used for CPU time. If there are several, it is the one with the most samples, because all of them
     * measure the same time.
     */
    public Optional<String> clock() {
        return most(sums.keySet().stream().filter(Events::isClock).collect(Collectors.toSet()));
    }

    private Optional<String> most(Set<String> names) {
        return names.stream()
                .min(Comparator.comparingLong((String name) -> -samples(name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** The total CPU time of all samples of the clock event; empty if this time can't be determined from the trace. */
    public OptionalLong cpuNanos() {
        Optional<String> clock = clock();
        if (clock.isEmpty()) {
            return OptionalLong.empty();
        }
        long[] sum = Objects.requireNonNull(sums.get(clock.get())); // the name is one of the keys
        if (sum[1] > sum[0]) {
            return OptionalLong.of(sum[1]);
        }
        return nanosByRate.isEmpty() ? nanosByRate : OptionalLong.of(sum[0] * nanosByRate.getAsLong());
    }

    /** The average CPU time that a sample of the clock event stands for; empty if it is not known. */
    public OptionalLong nanosPerSample() {
        OptionalLong nanos = cpuNanos();
        return nanos.isEmpty() ? nanos : OptionalLong.of(nanos.getAsLong() / samples(preferred()));
    }

    /**
     * The event whose samples can be added up: the wanted event if one is given, otherwise the only event of the trace.
     *
     * @param wanted the name of an event, or null if the user didn't select one
     * @param option the text that messages put before the name of an event, such as {@code "--event "}
     * @return the name of the event; null only if there are no samples
     * @throws Problem if the wanted event does not occur, or if no event is wanted and the trace has several
     */
    public @Nullable String choose(@Nullable String wanted, String option) {
        check(wanted, option);
        if (wanted == null && several()) {
            throw new Problem(
                    option.replaceAll("[ =]$", ""),
                    "there are samples of " + named(" and of ") + ", which can't be added up",
                    "choose one, such as " + option + suggested());
        }
        return wanted != null || sums.isEmpty() ? wanted : sums.firstKey();
    }

    /**
     * Checks that the wanted event occurs. Outputs that keep events apart use this check instead of {@link #choose}.
     *
     * @throws Problem if the wanted event does not occur
     */
    public void check(@Nullable String wanted, String option) {
        if (wanted != null && !sums.containsKey(wanted)) {
            throw new Problem(
                    option + wanted,
                    "no sample has that event",
                    sums.isEmpty() ? "omit it, because there are no samples" : "use one of these: " + named(", "));
        }
    }

    private String suggested() {
        String preferred = preferred();
        return preferred.isEmpty() ? sums.lastKey() : preferred;
    }

    /** Lists the names of the first few events only, because a trace may have very many events. */
    private String named(String between) {
        int more = sums.size() - NAMES_IN_MESSAGE;
        return shown().limit(NAMES_IN_MESSAGE).collect(Collectors.joining(between))
                + (more > 0 ? " and " + more + " more" : "");
    }

    private Stream<String> shown() {
        return sums.keySet().stream()
                .map(name -> name.isEmpty() ? "an event without a name (folded stacks have no event names)" : name);
    }
}
