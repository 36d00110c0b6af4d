package faastrace.collector.store;

import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The file names that the collector gives to traces: {@code <time>-<id>.perf.gz}. The id alone makes the name unique.
 */
public final class FileName {
    private static final String FORM = "ddddddddTdddddd.dddZ-xxxxxxxxxxxxxxxx.perf.gz";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int TIME_LENGTH = "20260102T030405.678Z".length();
    private static final long MILLIS_OF_DAY = 86_400_000;
    private static final int LAST_YEAR = 9999;
    private static final SecureRandom RANDOM = new SecureRandom();

    private FileName() {}

    /** A new name for a trace that was received at the given time. */
    public static String of(Instant time) {
        return of(time, id());
    }

    /** The name for a trace with the given time and id. */
    public static String of(Instant time, String id) {
        return of(time.toEpochMilli(), id);
    }

    /** The name for a trace with the given time, in milliseconds since 1970, and id. */
    static String of(long millis, String id) {
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(millis, MILLIS_OF_DAY));
        int rest = (int) Math.floorMod(millis, MILLIS_OF_DAY);
        if (day.getYear() < 0 || day.getYear() > LAST_YEAR) {
            return TIME.format(Instant.ofEpochMilli(millis)) + "-" + id + ".perf.gz";
        }
        // A formatter would take most of the time of making a list.
        StringBuilder name = new StringBuilder(FORM.length());
        digits(name, day.getYear(), 4);
        digits(name, day.getMonthValue(), 2);
        digits(name, day.getDayOfMonth(), 2);
        name.append('T');
        digits(name, rest / 3_600_000, 2);
        digits(name, rest / 60_000 % 60, 2);
        digits(name, rest / 1000 % 60, 2);
        name.append('.');
        digits(name, rest % 1000, 3);
        return name.append("Z-").append(id).append(".perf.gz").toString();
    }

    private static void digits(StringBuilder text, int number, int count) {
        for (int power = count == 4 ? 1000 : count == 3 ? 100 : 10; power > 0; power /= 10) {
            text.append((char) ('0' + number / power % 10));
        }
    }

    /** The id in a file name that a collector chose. */
    static String id(String file) {
        return file.substring(TIME_LENGTH + 1, file.indexOf('.', TIME_LENGTH));
    }

    /** Sixteen random hexadecimal digits. */
    static String id() {
        return HexFormat.of().toHexDigits(RANDOM.nextLong());
    }

    /** Whether a collector chose the file name. All other files were put into the folder by users. */
    public static boolean isOurs(String file) {
        if (file.length() != FORM.length()) {
            return false;
        }
        for (int i = 0; i < FORM.length(); i++) {
            char c = file.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            boolean fits = switch (FORM.charAt(i)) {
                case 'd' -> digit;
                case 'x' -> digit || c >= 'a' && c <= 'f';
                default -> c == FORM.charAt(i);
            };
            if (!fits) {
                return false;
            }
        }
        return isTime(file);
    }

    /**
     * The time in a file name that a collector chose, in milliseconds since 1970. The trace was received at this time.
     */
    static long millis(String file) {
        LocalDate day = LocalDate.of(number(file, 0, 4), number(file, 4, 6), number(file, 6, 8));
        long seconds = (day.toEpochDay() * 24 + number(file, 9, 11)) * 3600L
                + number(file, 11, 13) * 60L
                + number(file, 13, 15);
        return seconds * 1000 + number(file, 16, 19);
    }

    /** The id in a file name that a collector chose, as a number. */
    static long idBits(String file) {
        return Long.parseUnsignedLong(file, TIME_LENGTH + 1, TIME_LENGTH + 17, 16);
    }

    /** Formats the number of an id as it is written in file names. */
    static String idText(long bits) {
        return HexFormat.of().toHexDigits(bits);
    }

    /**
     * Whether the time in the name is valid. An invalid time, such as the 31st of April, would be converted back to a
     * different name.
     */
    private static boolean isTime(String file) {
        try {
            millis(file);
            return number(file, 9, 11) < 24 && number(file, 11, 13) < 60 && number(file, 13, 15) < 60;
        } catch (DateTimeException noSuchDay) {
            return false;
        }
    }

    private static int number(String file, int from, int to) {
        return Integer.parseInt(file, from, to, 10);
    }

    /** The time at the beginning of a file name; empty if the name does not begin like a name from a collector. */
    public static Optional<Instant> time(String file) {
        if (isOurs(file)) {
            return Optional.of(Instant.ofEpochMilli(millis(file)));
        }
        try {
            return file.length() <= TIME_LENGTH || file.charAt(TIME_LENGTH) != '-'
                    ? Optional.empty()
                    : Optional.of(TIME.parse(file.substring(0, TIME_LENGTH), Instant::from));
        } catch (DateTimeException notOurs) {
            return Optional.empty();
        }
    }
}
