package faastrace.cli.collect;

import faastrace.problem.Problem;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the values of options: sizes, such as {@code 256m}, and durations, such as {@code 7d}. */
final class SizeOrDuration {
    private static final Pattern NUMBER = Pattern.compile("([1-9][0-9]{0,11})([a-z]?)");
    private static final String BYTES = "kmgt";
    private static final int KILO_BITS = 10;

    private SizeOrDuration() {}

    /**
     * Parses a size: a number of bytes, or a number followed by k, m, g or t (powers of 1024). Throws a {@link Problem}
     * that names the option if the size is not valid.
     */
    static long bytes(String option, String text) {
        Matcher parts = NUMBER.matcher(text.toLowerCase(Locale.ROOT));
        int power = parts.matches() ? ("b" + BYTES).indexOf(parts.group(2)) : -1;
        if (power < 0) {
            throw new Problem(option + " " + text, "is not a valid size", "use a size such as 500m or 20g");
        }
        long unit = 1L << KILO_BITS * power;
        long number = Long.parseLong(parts.group(1));
        if (number > Long.MAX_VALUE / unit) {
            throw new Problem(option + " " + text, "is too large", "use a size such as 500m or 20g");
        }
        return number * unit;
    }

    /**
     * Parses a duration: a number followed by s, m, h or d. Throws a {@link Problem} that names the option if the
     * duration is not valid.
     */
    static Duration time(String option, String text) {
        Matcher parts = NUMBER.matcher(text.toLowerCase(Locale.ROOT));
        if (!parts.matches()
                || !"smhd".contains(parts.group(2))
                || parts.group(2).isEmpty()) {
            throw new Problem(
                    option + " " + text, "is not a valid duration", "use a duration such as 30s, 90m, 12h or 7d");
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(Math.min(number, 1_000_000));
        };
    }
}
