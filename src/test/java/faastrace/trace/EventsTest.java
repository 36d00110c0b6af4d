package faastrace.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.problem.Problem;
import faastrace.trace.read.TraceReader;
import faastrace.trace.write.PprofSlices;
import faastrace.trace.write.PprofWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Checks that counts of different events are never added together, and that CPU time includes only clock events. */
class EventsTest {
    private static final String CLOCK = sample("cpu-clock:u", 5_000_000) + sample("cpu-clock:u", 5_000_000);
    private static final String FAULTS = sample("page-faults", 1).repeat(5);

    @Test
    void aSingleEventNeedsNoChoice() throws IOException {
        assertThat(events(FAULTS).choose(null, "--event ")).isEqualTo("page-faults");
        assertThat(events(FAULTS).several()).isFalse();
    }

    @Test
    void ofSeveralEventsOneMustBeChosen() throws IOException {
        Events events = events(CLOCK + FAULTS);
        assertThat(events.names()).containsExactly("cpu-clock:u", "page-faults");
        assertThat(events.choose("page-faults", "--event ")).isEqualTo("page-faults");
        assertThatThrownBy(() -> events.choose(null, "--event "))
                .isInstanceOf(Problem.class)
                .hasMessage("--event: there are samples of cpu-clock:u and of page-faults, which can't be added up;"
                        + " choose one, such as --event cpu-clock:u");
        assertThatThrownBy(() -> events.choose("cycles", "event="))
                .hasMessage("event=cycles: no sample has that event; use one of these: cpu-clock:u, page-faults");
    }

    @Test
    void ofManyEventsAMessageNamesTheFirst() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            text.append(sample("event-" + i, 1));
        }
        Events events = events(text.toString());
        for (String wanted : new String[] {null, "cycles"}) {
            assertThatThrownBy(() -> events.choose(wanted, "--event "))
                    .hasMessageContaining("event-1000")
                    .hasMessageMatching("(?s).* and \\d+ more.*")
                    .satisfies(problem -> assertThat(problem.getMessage()).hasSizeLessThan(1000));
        }
    }

    @Test
    void aTraceWithoutSamplesHasNothingToChoose() throws IOException {
        Events none = events("# faas-trace 1\n");
        assertThat(none.choose(null, "--event ")).isNull();
        assertThat(none.preferred()).isEmpty();
        assertThat(none.cpuNanos()).isEmpty();
        assertThatThrownBy(() -> none.check("cycles", "--event ")).hasMessageContaining("there are no samples");
    }

    @Test
    void theClockIsPreferredToWhateverHasMoreSamples() throws IOException {
        assertThat(events(CLOCK + FAULTS).preferred()).isEqualTo("cpu-clock:u");
        assertThat(events(FAULTS + sample("cycles", 9)).preferred()).isEqualTo("page-faults");
    }

    @Test
    void cpuTimeCountsTheClockAlone() throws IOException {
        assertThat(events(CLOCK + FAULTS).cpuNanos()).hasValue(10_000_000);
        assertThat(events(CLOCK + FAULTS).nanosPerSample()).hasValue(5_000_000);
    }

    @Test
    void twoClocksCountTheSameTime() throws IOException {
        String both = CLOCK + sample("task-clock", 4_000_000);
        assertThat(events(both).cpuNanos()).hasValue(10_000_000);
    }

    @Test
    void theRateTellsTheTimeOfAClockWithoutPeriodsAndOfNothingElse() throws IOException {
        String head = "# faas-trace 1\n# faas-trace meta function=pi rate=100\n";
        String sample = "app 7/8 1.5: EVENT: \n\t7f main (/a)\n\n";
        assertThat(events(head + sample.replace("EVENT", "cpu-clock")).cpuNanos())
                .hasValue(10_000_000);
        assertThat(events(sample.replace("EVENT", "cpu-clock")).cpuNanos()).isEmpty();
        assertThat(events(head + sample.replace("EVENT", "page-faults")).cpuNanos())
                .isEmpty();
        assertThat(events(head + sample.replace("EVENT", "cycles")).cpuNanos()).isEmpty();
    }

    @Test
    void namesThatOnlyContainAClockAreNone() {
        assertThat(new String[] {
                    "cpu-clock", "task-clock:u", "cpu-clock:uhH", "software/cpu-clock/", "cpu-clock/freq=9/"
                })
                .allMatch(Events::isClock);
        assertThat(new String[] {"clockevents", "sched:clock", "ref-cycles", "my-cpu-clock", "cpu-clocks", "timer:clock"
                })
                .noneMatch(Events::isClock);
    }

    @Test
    void pprofCountsTimeForClocksAndEventsForAllOthers() throws IOException {
        assertThat(pprof(CLOCK)).contains("nanoseconds");
        assertThat(pprof(FAULTS)).contains("page-faults").doesNotContain("nanoseconds");
        assertThat(pprof("main;f 3\n")).doesNotContain("nanoseconds");
    }

    @Test
    void slicesHoldTheClockAloneAndNoTimeOfAnyOtherEvent() throws IOException {
        PprofSlices.of(read(CLOCK + FAULTS), 0, slice -> {
            assertThat(slice.event()).isEqualTo("cpu-clock:u");
            assertThat(slice.nanosPerSample()).isEqualTo(5_000_000);
            return true;
        });
        PprofSlices.of(read(FAULTS), 0, slice -> {
            assertThat(slice.nanosPerSample()).isZero();
            assertThat(new String(new GZIPInputStream(new ByteArrayInputStream(slice.packed())).readAllBytes(), UTF_8))
                    .contains("samples")
                    .doesNotContain("nanoseconds");
            return true;
        });
    }

    private static String pprof(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PprofWriter.write(read(text), Selection.ALL, out);
        return new String(new GZIPInputStream(new ByteArrayInputStream(out.toByteArray())).readAllBytes(), UTF_8);
    }

    private static String sample(String event, long period) {
        return "app 7/8 [000] 1.5: " + period + " " + event + ": \n\t7f main (/a)\n\n";
    }

    private static Events events(String text) throws IOException {
        return Events.of(read(text));
    }

    private static Trace read(String text) throws IOException {
        TraceReader reader = TraceReader.ofSamples();
        reader.add(new ByteArrayInputStream(text.getBytes(UTF_8)));
        return reader.trace();
    }
}
