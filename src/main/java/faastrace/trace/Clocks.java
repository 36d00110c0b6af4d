package faastrace.trace;

import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.OptionalLong;

/** Whether the times of several traces can be compared. Each boot of a machine has its own clock, which starts at 0. */
public enum Clocks {
    /** All traces are from the same boot of the same machine. */
    SAME,
    /** Some traces are from different machines or boots. */
    DIFFERENT,
    /** The traces don't tell. */
    UNKNOWN;

    /** Starts up to this far apart are the same boot, in nanoseconds: corrections of the time of day move them. */
    private static final long MOST_DIFFERENCE = 1_000_000_000;

    /** Compares the clocks of the traces with these heads. */
    public static Clocks of(List<Head> heads) {
        if (heads.size() < 2) {
            return SAME;
        }
        LongSummaryStatistics epochs = heads.stream()
                .map(Head::epochNanos)
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .summaryStatistics();
        if (epochs.getCount() > 1 && Math.abs(epochs.getMax() - epochs.getMin()) > MOST_DIFFERENCE) {
            return DIFFERENT;
        }
        return epochs.getCount() == heads.size() || isOneContainer(heads) ? SAME : UNKNOWN;
    }

    /** Whether all traces name the same container. Then they are almost certainly from the same boot. */
    private static boolean isOneContainer(List<Head> heads) {
        List<Optional<String>> containers =
                heads.stream().map(head -> head.find("container")).distinct().toList();
        return containers.size() == 1 && containers.get(0).isPresent();
    }
}
