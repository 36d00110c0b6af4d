package faastrace.source;

import faastrace.problem.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses points in time as users write them. */
public final class When {
    private static final Pattern AGO = Pattern.compile("([0-9]{1,9})([smhdw])");
    private static final int SECONDS_OF_HOUR = 3600;
    private static final int SECONDS_OF_DAY = 24 * SECONDS_OF_HOUR;
    private static final int DATE_LENGTH = "2026-11-30".length();

    private When() {}

    /**
     * Parses a duration back from now, such as {@code 2h}, or a date with or without a time, such as
     * {@code 2026-11-30T08:00}. A time without a zone is in UTC.
     *
     * @param option the option that the text was given to, for messages
     * @throws Problem if the text is something else
     */
    public static Instant parse(String option, String text, Instant now) {
        try {
            Matcher ago = AGO.matcher(text);
            return ago.matches() ? now.minusSeconds(seconds(ago)) : moment(text);
        } catch (DateTimeException strange) {
            throw new Problem(
                    option + " " + text,
                    "is not a time",
                    "use a duration back from now, such as 30m, 2h or 7d, or a time, such as 2026-11-30T08:00Z",
                    strange);
        }
    }

    private static long seconds(Matcher ago) {
        long number = Long.parseLong(ago.group(1));
        return switch (ago.group(2)) {
            case "s" -> number;
            case "m" -> number * 60;
            case "h" -> number * SECONDS_OF_HOUR;
            case "d" -> number * SECONDS_OF_DAY;
            default -> number * 7 * SECONDS_OF_DAY;
        };
    }

    private static Instant moment(String text) {
        if (text.length() == DATE_LENGTH) {
            return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        String local = text.replace(' ', 'T');
        boolean zoned = local.indexOf('Z', DATE_LENGTH) > 0
                || local.indexOf('+', DATE_LENGTH) > 0
                || local.indexOf('-', DATE_LENGTH) > 0;
        return zoned
                ? OffsetDateTime.parse(local).toInstant()
                : LocalDateTime.parse(local).toInstant(ZoneOffset.UTC);
    }
}
