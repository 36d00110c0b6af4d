package faastrace.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Compares the numbers that hooks report with those that the function itself measures in another way. The function
 * computes for 30 ms and sleeps for 50 ms.
 */
@Timeout(180)
class HookNumbersIT {
    private static final Pattern END =
            Pattern.compile("end work \\S+ \\S+ \\d+ \\S+ [01] \\d+ cpu=(\\d+)(?: ready=(\\d+)| shared=1)");
    private static final HookCase WORK = new HookCase(
            "work",
            "armed",
            Map.of("FAAS_TRACE_SAMPLE", "1/1"),
            List.of("work work"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private static final long SLEEP = 50_000_000;
    private static final long TOLERANCE = 2_000_000;

    /** Between the two measurements, another program can get the processor. So one of several calls must agree. */
    private static final int ATTEMPTS = 20;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(HookServer.class)
    void theHookAgreesWithTheFunction(HookServer server) throws Exception {
        List<String> command = server.build(Files.createDirectory(directory.resolve("built")));
        Path run = Files.createDirectory(directory.resolve("run"));
        try (HookTrial trial = new HookTrial(WORK, command, run)) {
            trial.run();
            long nearest = Long.MAX_VALUE;
            for (int i = 0; i < ATTEMPTS && nearest > TOLERANCE; i++) {
                trial.act("work work");
                String line = trial.folder().invocations().stream()
                        .reduce("", (before, last) -> last.startsWith("end ") ? last : before);
                long measured = Long.parseLong(Files.readString(run.resolve("measured")));
                nearest = Math.min(nearest, difference(line, measured));
            }
            assertThat(nearest).isLessThanOrEqualTo(TOLERANCE);
        }
    }

    /**
     * The difference between the hook's time on a processor and the measured one, or, if it is larger, how much shorter
     * than the sleep the remaining time is. The remaining time is known only if the time spent ready is.
     */
    private static long difference(String line, long measured) {
        Matcher end = END.matcher(line);
        assertThat(end.matches()).as(line).isTrue();
        String[] words = line.split(" ");
        long duration = new BigDecimal(words[3])
                .subtract(new BigDecimal(words[2]))
                .movePointRight(9)
                .longValueExact();
        long cpu = Long.parseLong(end.group(1));
        long waiting = end.group(2) == null ? SLEEP : duration - cpu - Long.parseLong(end.group(2));
        return Math.max(Math.abs(cpu - measured), SLEEP - waiting);
    }
}
