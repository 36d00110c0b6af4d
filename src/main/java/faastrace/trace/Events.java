package faastrace.trace;

import faastrace.problem.Problem;
import java.util.Collections;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The events that a trace was sampled by, and the rule for all front ends: counts of different events are never added up,
 * and CPU time counts clock events only. What adds samples up asks {@link #choose}; what keeps events apart, such as a
 * page with a chooser, asks {@link #check} and shows {@link #preferred} first.
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

    /** Counts those of the samples that are selected. */
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

    /** What a sample of a clock stands for where perf printed no periods. */
    private static OptionalLong nanosByRate(Trace trace) {
        return trace.find("rate")
                .filter(rate -> rate.matches("[1-9][0-9]{0,6}"))
                .map(rate -> OptionalLong.of(SECOND / Long.parseLong(rate)))
                .orElse(OptionalLong.empty());
    }

    /** Whether each sample of an event of that name stands for time on a processor. */
    public static boolean isClock(String event) {
        return CLOCK.matcher(event).matches();
    }

    /** The names, in alphabetical order; an empty one where the trace names no event, as folded stacks don't. */
    public Set<String> names() {
        return Collections.unmodifiableSet(sums.keySet());
    }

    /** Whether there is more than one, so that one has to be chosen before samples are added up. */
    public boolean several() {
        return sums.size() > 1;
    }

    /** How many samples an event has. */
    public long samples(String event) {
        return sums.getOrDefault(event, new long[2])[0];
    }

    /** The event to show where nobody chose one: the clock event, else the one with the most samples. */
    public String preferred() {
        return clock().or(() -> most(sums.keySet())).orElse("");
    }

    /** The clock event that CPU time counts. Of several, the one with the most samples: they count the same time. */
    public Optional<String> clock() {
        return most(sums.keySet().stream().filter(Events::isClock).collect(Collectors.toSet()));
    }

    private Optional<String> most(Set<String> names) {
        return names.stream()
                .min(Comparator.comparingLong((String name) -> -samples(name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** The time on a processor that all samples stand for; empty where the trace does not tell. */
    public OptionalLong cpuNanos() {
        Optional<String> clock = clock();
        if (clock.isEmpty()) {
            return OptionalLong.empty();
        }
        long[] sum = sums.get(clock.get());
        if (sum[1] > sum[0]) {
            return OptionalLong.of(sum[1]);
        }
        return nanosByRate.isEmpty() ? nanosByRate : OptionalLong.of(sum[0] * nanosByRate.getAsLong());
    }

    /** The time on a processor that a sample of the clock event stands for on average; empty where unknown. */
    public OptionalLong nanosPerSample() {
        OptionalLong nanos = cpuNanos();
        return nanos.isEmpty() ? nanos : OptionalLong.of(nanos.getAsLong() / samples(preferred()));
    }

    /**
     * The event whose samples may be added up: the wanted one, or the only one.
     *
     * @param wanted a name, or null if none was asked for
     * @param option how the reader of a message spells the choice, up to the name: {@code "--event "}
     * @return null only if there is no sample
     * @throws Problem if the wanted event does not occur, or if none is wanted and there are several
     */
    public String choose(String wanted, String option) {
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
     * Checks that the wanted event occurs, for forms that keep events apart.
     *
     * @throws Problem if it does not
     */
    public void check(String wanted, String option) {
        if (wanted != null && !sums.containsKey(wanted)) {
            throw new Problem(
                    option + wanted,
                    "no sample has that event",
                    sums.isEmpty() ? "leave it out: there are no samples" : "there are " + named(", "));
        }
    }

    private String suggested() {
        String preferred = preferred();
        return preferred.isEmpty() ? sums.lastKey() : preferred;
    }

    /** The first of the events; a trace may hold any number. */
    private String named(String between) {
        int more = sums.size() - NAMES_IN_MESSAGE;
        return shown().limit(NAMES_IN_MESSAGE).collect(Collectors.joining(between))
                + (more > 0 ? " and " + more + " more" : "");
    }

    private Stream<String> shown() {
        return sums.keySet().stream()
                .map(name -> name.isEmpty() ? "an event without a name (folded stacks have none)" : name);
    }
}
