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
            Pattern.compile("end work \\S+ \\S+ \\d+ \\S+ [01] \\d+ cpu=(\\d+)(?: ready=(\\d+))?"
                    + "(?: throttled=(\\d+))?(?: shared=1)?");
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
    /** At least 30 ms. */
    private static final String THROTTLED = " throttled=([3-9]|\\d{2})\\d{7} ?";

    /** Another program may get the processor between the two measurements. So only one of several calls must agree. */
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
            agrees(trial, run, "");
        }
    }

    /**
     * With a fifth of a processor, 30 ms of computing are interrupted: after 20 ms, the process waits until the next
     * period of 100 ms begins. How long it waits depends on when the call began.
     */
    @ParameterizedTest
    @EnumSource(HookServer.class)
    void theHookAgreesWithTheFunctionUnderAProcessorLimit(HookServer server) throws Exception {
        List<String> command = server.build(Files.createDirectory(directory.resolve("built")));
        Path run = Files.createDirectory(directory.resolve("run"));
        try (CpuLimit limit = new CpuLimit();
                HookTrial trial = new HookTrial(WORK, command, run)) {
            Files.createSymbolicLink(trial.folder().file("cpu.stat"), limit.counts());
            trial.run();
            limit.add(trial.pid());
            agrees(trial, run, THROTTLED);
        }
    }

    /** Makes calls until one agrees. Its end line must contain the pattern, too. */
    private static void agrees(HookTrial trial, Path run, String pattern) throws Exception {
        long nearest = Long.MAX_VALUE;
        for (int i = 0; i < ATTEMPTS; i++) {
            trial.act("work work");
            String line = trial.folder().invocations().stream()
                    .reduce("", (before, last) -> last.startsWith("end ") ? last : before);
            long measured = Long.parseLong(Files.readString(run.resolve("measured")));
            long difference = difference(line, measured);
            if (difference <= TOLERANCE
                    && Pattern.compile(pattern).matcher(line).find()) {
                return;
            }
            nearest = Math.min(nearest, difference);
        }
        throw new AssertionError("no call agrees; the nearest differs by " + nearest + " ns; the last line is "
                + trial.folder().invocations());
    }

    /**
     * The larger of two errors: the difference between the hook's time on a processor and the measured one, and the
     * time by which the hook's waiting time is shorter than the sleep. The waiting time is what remains of the call. If
     * the hook reports no time spent ready, only the first error counts.
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
