package faastrace.collector.archive;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** An hour, in UTC. Its text is part of keys, such as {@code 20261130T21}. */
record Hour(Instant begin) implements Comparable<Hour> {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HH").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter WHOLE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmm").withZone(ZoneOffset.UTC);

    static Hour of(long millis) {
        return new Hour(Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.HOURS));
    }

    static Optional<Hour> parse(String text) {
        try {
            return Optional.of(new Hour(WHOLE.parse(text + "00", Instant::from)));
        } catch (DateTimeException strange) {
            return Optional.empty();
        }
    }

    Instant end() {
        return begin.plus(Duration.ofHours(1));
    }

    String text() {
        return FORM.format(begin);
    }

    @Override
    public int compareTo(Hour other) {
        return begin.compareTo(other.begin);
    }
}
