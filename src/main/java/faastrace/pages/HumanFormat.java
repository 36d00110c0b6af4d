package faastrace.pages;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Formats numbers and times for people. Templates call its methods. */
public final class HumanFormat {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter EXACT_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT);
    private static final int KILO = 1000;
    private static final double MICROS = 1e3;
    private static final double MILLIS = 1e6;
    private static final double SECOND = 1e9;
    private static final double MINUTE = 60e9;
    private static final double HOUR = 60 * MINUTE;
    private static final double DAY = 24 * HOUR;

    private final Instant now;

    /** @param now the reference time for texts such as "2 h ago" */
    HumanFormat(Instant now) {
        this.now = now;
    }

    /** A point in time, in UTC. */
    public String time(Instant time) {
        return TIME.format(time.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC));
    }

    /** A point in time, in UTC with milliseconds. */
    String exactTime(Instant time) {
        return EXACT_TIME.format(time.atOffset(ZoneOffset.UTC));
    }

    /** The time between two points in time. */
    String gap(Instant one, Instant other) {
        return length(Duration.between(one, other).abs().toNanos());
    }

    /** How long ago the given time was, rounded down. */
    public String ago(Instant time) {
        Duration age = Duration.between(time, now);
        if (age.toMinutes() < 1) {
            return "just now";
        }
        if (age.toHours() < 1) {
            return age.toMinutes() + " min ago";
        }
        return age.toDays() < 1
                ? age.toHours() + " h ago"
                : age.toDays() + (age.toDays() == 1 ? " day" : " days") + " ago";
    }

    /** A size in bytes. */
    public String bytes(long bytes) {
        String[] units = {"B", "KB", "MB", "GB", "TB"};
        double value = bytes;
        int unit = 0;
        while (value >= KILO && unit < units.length - 1) {
            value /= KILO;
            unit++;
        }
        return String.format(Locale.ROOT, unit > 0 && value < 10 ? "%.1f %s" : "%.0f %s", value, units[unit]);
    }

    /** A duration. */
    public String length(long nanos) {
        if (nanos < MILLIS) {
            return String.format(Locale.ROOT, "%.0f µs", nanos / MICROS);
        }
        if (nanos < SECOND) {
            return String.format(Locale.ROOT, nanos < 10 * MILLIS ? "%.1f ms" : "%.0f ms", nanos / MILLIS);
        }
        if (nanos < 2 * MINUTE) {
            return String.format(Locale.ROOT, nanos < 10 * SECOND ? "%.2f s" : "%.1f s", nanos / SECOND);
        }
        if (nanos < 2 * HOUR) {
            return String.format(Locale.ROOT, "%.1f min", nanos / MINUTE);
        }
        return nanos < 2 * DAY
                ? String.format(Locale.ROOT, "%.1f h", nanos / HOUR)
                : String.format(Locale.ROOT, "%,d days", (long) (nanos / DAY)).replace(',', '\u2009');
    }

    /** A number with its noun in singular or plural. */
    public String count(long number, String one, String many) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '\u2009') + " " + (number == 1 ? one : many);
    }
}
