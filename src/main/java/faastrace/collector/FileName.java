package faastrace.collector;

import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** The names that the collector gives to traces: {@code <time>-<id>.perf.gz}. The id alone makes them unique. */
final class FileName {
    private static final Pattern OURS = Pattern.compile("\\d{8}T\\d{6}\\.\\d{3}Z-[0-9a-f]{16}\\.perf\\.gz");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int TIME_LENGTH = "20260102T030405.678Z".length();
    private static final SecureRandom RANDOM = new SecureRandom();

    private FileName() {}

    static String of(Instant time) {
        return TIME.format(time) + "-" + id() + ".perf.gz";
    }

    /** Sixteen random hexadecimal digits. */
    static String id() {
        return HexFormat.of().toHexDigits(RANDOM.nextLong());
    }

    /** Whether a collector named it so; whatever else lies in the folder was put there by somebody. */
    static boolean isOurs(String file) {
        return OURS.matcher(file).matches();
    }

    /** The time in a file's name, if it begins like one of ours. */
    static Optional<Instant> time(String file) {
        try {
            return file.length() <= TIME_LENGTH || file.charAt(TIME_LENGTH) != '-'
                    ? Optional.empty()
                    : Optional.of(TIME.parse(file.substring(0, TIME_LENGTH), Instant::from));
        } catch (DateTimeException notOurs) {
            return Optional.empty();
        }
    }
}
