package faastrace.host.seccomp;

import faastrace.problem.Problem;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of an engine: the first three numbers of its version. Suffixes of distributions don't change the rules. */
public record EngineRelease(int major, int minor, int patch) implements Comparable<EngineRelease> {
    private static final Pattern FORM = Pattern.compile("v?(\\d{1,6})\\.(\\d{1,6})(?:\\.(\\d{1,6}))?(?:\\D.*)?");
    private static final Comparator<EngineRelease> ORDER = Comparator.comparingInt(EngineRelease::major)
            .thenComparingInt(EngineRelease::minor)
            .thenComparingInt(EngineRelease::patch);

    /** Reads a version such as {@code 20.10.24+dfsg1}. Returns nothing if the text is not a version. */
    public static Optional<EngineRelease> find(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int patch = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
        return Optional.of(
                new EngineRelease(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), patch));
    }

    /** Reads a version. Throws if the text is not a version. */
    public static EngineRelease of(String text) {
        return find(text).orElseThrow(() -> new Problem(text, "is not a version", "write it like 20.10.24"));
    }

    /** Whether this release is older than the other. */
    public boolean isBefore(EngineRelease other) {
        return compareTo(other) < 0;
    }

    /**
     * Whether this release is in one of the ranges {@code FROM..BEFORE}. An end of a range may be missing. If there are
     * no ranges, returns true.
     */
    boolean isIn(List<String> ranges) {
        return ranges.isEmpty() || ranges.stream().anyMatch(this::isIn);
    }

    private boolean isIn(String range) {
        int dots = range.indexOf("..");
        String from = range.substring(0, dots);
        String before = range.substring(dots + 2);
        return (from.isEmpty() || !isBefore(of(from))) && (before.isEmpty() || isBefore(of(before)));
    }

    /** The releases at the ends of these ranges. */
    static List<EngineRelease> ends(List<String> ranges) {
        return ranges.stream()
                .flatMap(range -> Arrays.stream(range.split("\\.\\.")))
                .filter(end -> !end.isEmpty())
                .map(EngineRelease::of)
                .toList();
    }

    /** Whether both releases have the same major and minor version. */
    public boolean isInSeriesOf(EngineRelease other) {
        return major == other.major && minor == other.minor;
    }

    @Override
    public int compareTo(EngineRelease other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
