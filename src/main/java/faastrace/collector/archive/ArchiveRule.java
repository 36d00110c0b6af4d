package faastrace.collector.archive;

import faastrace.problem.Problem;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which traces are worth archiving. A trace is archived if any part of the rule applies to it.
 *
 * @param slowNanos a trace is archived if one of its invocations took at least this long
 * @param onDemand whether traces of requests on demand are archived
 * @param oneIn one in so many of all traces is archived
 */
public record ArchiveRule(OptionalLong slowNanos, boolean onDemand, OptionalLong oneIn) {
    /** All traces. */
    public static final ArchiveRule ALL = new ArchiveRule(OptionalLong.empty(), false, OptionalLong.of(1));

    private static final Pattern SLOW = Pattern.compile("slow=(\\d{1,9})(ms|s)");
    private static final Pattern SHARE = Pattern.compile("1/(\\d{1,9})");
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int MILLIS = 1000;

    /** Parses a list of parts, such as {@code slow=500ms,on-demand,1/100}. */
    public static ArchiveRule of(String text) {
        ArchiveRule rule = new ArchiveRule(OptionalLong.empty(), false, OptionalLong.empty());
        for (String part : text.split(",", -1)) {
            rule = rule.with(part.strip())
                    .orElseThrow(
                            () -> new Problem(
                                    "--archive-only " + text,
                                    "'" + part + "' is not a part of a rule",
                                    "use slow=TIME, on-demand or 1/N, separated by commas, such as slow=500ms,on-demand,1/100"));
        }
        return rule;
    }

    private Optional<ArchiveRule> with(String part) {
        Matcher slow = SLOW.matcher(part);
        if (slow.matches()) {
            long millis = Long.parseLong(slow.group(1)) * (slow.group(2).equals("s") ? MILLIS : 1);
            return Optional.of(new ArchiveRule(OptionalLong.of(millis * NANOS_PER_MILLI), onDemand, oneIn));
        }
        Matcher share = SHARE.matcher(part);
        if (share.matches() && Long.parseLong(share.group(1)) > 0) {
            return Optional.of(new ArchiveRule(slowNanos, onDemand, OptionalLong.of(Long.parseLong(share.group(1)))));
        }
        return part.equals("on-demand") ? Optional.of(new ArchiveRule(slowNanos, true, oneIn)) : Optional.empty();
    }

    /**
     * Whether a trace is archived.
     *
     * @param id the id in the name of the trace's file, which is random; so all collectors decide in the same way
     */
    boolean keeps(long id, TraceCalls calls) {
        return oneIn.isPresent() && Long.remainderUnsigned(id, oneIn.getAsLong()) == 0
                || onDemand && calls.onDemand()
                || slowNanos.isPresent() && calls.slowestNanos() >= slowNanos.getAsLong();
    }
}
