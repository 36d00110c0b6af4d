package faastrace.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureCommandTest {
    private static final String SAMPLE = "app 7/8 [000] 1.5: 1 cpu-clock:u:\n\t7f f+0x1 (/a)\n\t7f main (/a)\n\n";

    private static final String MIXED = """
            app 7/8 1.100000: 1 page-faults:
            \t7f touch (/a)

            app 7/8 1.200000: 5000000 cpu-clock:u:
            \t7f leaf (/a)

            app 7/8 1.300000: 1 page-faults:
            \t7f touch (/a)

            """;

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeTraces() throws IOException {
        Files.writeString(directory.resolve("trace"), SAMPLE + SAMPLE.replace("1.5", "2.5"));
        Files.writeString(directory.resolve("other"), SAMPLE.replace("\tf", "\tg"));
        Files.writeString(directory.resolve("folded"), "app;main;f 2\n");
    }

    @Test
    void pagesAreWrittenWholeToTheFileNamed() throws IOException {
        for (String command : new String[] {"heatmap", "flamegraph"}) {
            assertThat(run(command, "-o", command + ".html", "trace")).isZero();
            assertThat(directory.resolve(command + ".html")).content().endsWith("</html>\n");
        }
        assertThat(run("compare", "-o", "compare.html", "trace", "other")).isZero();
        assertThat(directory.resolve("compare.html")).content().contains("trace \u2192 other");
        try (var files = Files.list(directory)) {
            assertThat(files).noneMatch(file -> file.getFileName().toString().endsWith(".part"));
        }
    }

    @Test
    void otherFormsGoToStandardOutput() {
        assertThat(run("heatmap", "--format", "text", "--rows", "2", "trace")).isZero();
        assertThat(out.toString()).startsWith(" 500 ms |@@|");
        assertThat(run("flamegraph", "--format", "svg", "--icicle", "folded")).isZero();
        assertThat(run("flamegraph", "--format", "json", "folded")).isZero();
        assertThat(run("compare", "--format", "text", "trace", "folded")).isZero();
        assertThat(run("convert", "--format", "perf", "trace")).isZero();
        assertThat(out.toString())
                .contains("</svg>", "\"timed\":false", "No difference.", "app 7/8 [000] 1.500000000:");
    }

    @Test
    void aTraceIsNotReplacedByItsPicture() throws IOException {
        Path trace = directory.resolve("trace");
        String before = Files.readString(trace);
        Files.createLink(directory.resolve("same"), trace);
        for (String to : new String[] {"trace", "./trace", "same"}) {
            assertThat(run("heatmap", "-o", to, "trace")).isEqualTo(2);
            assertThat(run("compare", "-o", to, "folded", "trace")).isEqualTo(2);
        }
        assertThat(err.toString()).contains("is the trace itself");
        assertThat(trace).hasContent(before);
    }

    @Test
    void samplesTooFarFromTheFirstAreLeftOutAloud() throws IOException {
        Path jumped = directory.resolve("jumped");
        Files.writeString(jumped, """
                app 7/8 1.5: 1 cpu-clock:u:
                \t7f main (/a)

                app 7/8 200000.5: 1 cpu-clock:u:
                \t7f main (/a)

                """);
        assertThat(run("heatmap", "--format", "json", "jumped")).isZero();
        assertThat(err.toString()).contains("1 sample is more than 100000 seconds after the first");
        err.getBuffer().setLength(0);
        assertThat(run("heatmap", "--format", "svg", "--from", "150000", "jumped"))
                .isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aPictureThatIsTooLongEndsAloud() throws IOException {
        Files.writeString(directory.resolve("long"), """
                app 7/8 1.5: 1 cpu-clock:u:
                \t7f main (/a)

                app 7/8 5000.5: 1 cpu-clock:u:
                \t7f main (/a)

                """);
        for (String form : List.of("svg", "text")) {
            err.getBuffer().setLength(0);
            assertThat(run("heatmap", "--format", form, "long")).isZero();
            assertThat(err.toString())
                    .isEqualTo("warning: the picture ends after 3600 of 5000 seconds; use --from to show the rest.\n");
        }
    }

    @Test
    void whereThereIsNothingTheCommandsSayWhatIsKnown() throws IOException {
        Files.writeString(directory.resolve("calls"), """
                # faas-trace 1
                # faas-trace meta rate=200
                # faas-trace invocation id=busy start=1.4 end=1.6 pid=7 tid=8 overlap=0
                # faas-trace invocation id=idle start=2.25 end=2.2532 pid=7 tid=8 overlap=0
                app 7/8 1.5: 5000000 cpu-clock:u:
                \t7f main (/a)

                """);
        String known = "Invocation idle has no samples. It took 3.20 ms, and each of its threads used less CPU"
                + " time than one sampling period, 5.00 ms at 200 Hz.";
        for (List<String> line : List.of(
                List.of("fold"),
                List.of("flamegraph"),
                List.of("flamegraph", "--format", "svg"),
                List.of("flamegraph", "--format", "text"),
                List.of("heatmap"),
                List.of("heatmap", "--format", "text"),
                List.of("heatmap", "--format", "svg"),
                List.of("convert", "--format", "pprof"))) {
            out.getBuffer().setLength(0);
            err.getBuffer().setLength(0);
            List<String> whole = new ArrayList<>(line);
            whole.addAll(List.of("--invocation", "id", "calls"));
            assertThat(run(whole.toArray(String[]::new))).isZero();
            assertThat(err.toString()).as("%s", line).startsWith(known);
            if (line.contains("svg")) {
                assertThat(out.toString()).contains("Invocation idle has no samples.");
            }
        }
        assertThat(run("compare", "--format", "text", "--from", "1", "--to", "1.2", "calls", "calls"))
                .isZero();
        assertThat(out.toString()).endsWith("There is nothing to compare: one of the traces has no samples.\n");
        assertThat(err.toString()).contains("The trace’s only sample is not in the selection: from 1 s, to 1.2 s.");
    }

    @Test
    void rangesCountFromTheWholeSecondAndLeaveTheirEndOut() {
        assertThat(run("fold", "--from", "0.5", "--to", "1.5", "trace")).isZero();
        assertThat(out).hasToString("app;main;f 1\n");
    }

    @Test
    void formsThatKeepEventsApartNeedNoChoiceAndAllOthersDo() throws IOException {
        Files.writeString(directory.resolve("mixed"), MIXED);
        for (String form : new String[] {"text", "json", "svg"}) {
            assertThat(run("heatmap", "--format", form, "mixed")).isEqualTo(2);
            assertThat(run("heatmap", "--format", form, "--event", "page-faults", "mixed"))
                    .isZero();
        }
        assertThat(run("flamegraph", "--format", "text", "mixed")).isEqualTo(2);
        assertThat(run("flamegraph", "--format", "svg", "mixed")).isEqualTo(2);
        assertThat(run("compare", "--format", "text", "mixed", "mixed")).isEqualTo(2);
        for (String form : new String[] {"folded", "speedscope", "pprof"}) {
            assertThat(run("convert", "--format", form, "mixed")).isEqualTo(2);
        }
        assertThat(err.toString().lines())
                .filteredOn(line -> line.contains("choose one, such as --event cpu-clock:u"))
                .hasSize(9);
        assertThat(run("heatmap", "-o", "heat.html", "mixed")).isZero();
        assertThat(run("flamegraph", "-o", "flame.html", "mixed")).isZero();
        out.getBuffer().setLength(0);
        assertThat(run("convert", "--format", "perf", "mixed")).isZero();
        assertThat(out.toString()).contains(": 5000000 cpu-clock:u:", ": 1 page-faults:");
        assertThat(run("flamegraph", "--event", "cycles", "-o", "flame.html", "mixed"))
                .isEqualTo(2);
    }

    @Test
    void thePageKnowsTheEventOfEachSampleAndWhichOneToShowFirst() throws IOException {
        Files.writeString(directory.resolve("mixed"), MIXED);
        assertThat(run("flamegraph", "--format", "json", "mixed")).isZero();
        assertThat(out.toString())
                .contains("\"events\":[[\"cpu-clock:u\",1],[\"page-faults\",2]],\"preferred\":0,\"clock\":0,"
                        + "\"nanosPerSample\":5000000,\"event\":[1,0,1]");
        out.getBuffer().setLength(0);
        assertThat(run("flamegraph", "--format", "json", "--event", "page-faults", "mixed"))
                .isZero();
        assertThat(out.toString())
                .contains("\"events\":[[\"page-faults\",2]],\"preferred\":0,\"clock\":-1,\"nanosPerSample\":-1,"
                        + "\"event\":[]");
    }

    @Test
    void comparingDifferentEventsIsWarnedOf() throws IOException {
        Files.writeString(directory.resolve("mixed"), MIXED);
        Files.writeString(directory.resolve("faults"), MIXED.replace("cpu-clock:u", "page-faults"));
        Files.writeString(directory.resolve("clock"), MIXED.replace("page-faults", "cpu-clock:u"));
        assertThat(run("compare", "--format", "text", "clock", "faults")).isZero();
        assertThat(err.toString())
                .contains("warning: the traces count different events: cpu-clock:u before, page-faults after.");
        err.getBuffer().setLength(0);
        assertThat(run("compare", "--format", "text", "clock", "clock")).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void perfTextThatFlameScopeFailsOnIsNotWritten() throws IOException {
        Files.writeString(directory.resolve("one"), MIXED.replaceFirst("(?s)7f touch.*", "7f touch (/a)\n"));
        assertThat(run("fold", "one")).isZero();
        assertThat(run("convert", "--format", "perf", "-o", "out.perf", "one")).isEqualTo(2);
        assertThat(err.toString()).contains("is only one sample to write, and FlameScope fails");
        Files.writeString(directory.resolve("mixed"), MIXED);
        assertThat(run("convert", "--format", "perf", "-o", "out.perf", "--event", "cpu-clock:u", "mixed"))
                .isEqualTo(2);
        assertThat(run("convert", "--format", "perf", "-o", "out.perf", "--from", "5", "mixed"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("there is no sample to write");
        assertThat(directory.resolve("out.perf")).doesNotExist();
        assertThat(run("convert", "--format", "perf", "-o", "out.perf", "--event", "page-faults", "mixed"))
                .isZero();
        assertThat(directory.resolve("out.perf")).content().contains("page-faults");
    }

    @Test
    void aTraceWithoutTimesIsFoldedDrawnAndConvertedButHasNoHeatMap() throws IOException {
        Files.writeString(
                directory.resolve("untimed"),
                "java 71 cycles:\n55d0c0de1000 leaf (/bin/app)\n\njava 72 cycles:\n\t7f leaf (/bin/app)\n\n");
        assertThat(run("fold", "untimed")).isZero();
        assertThat(run("fold", "--tid", "71", "untimed")).isZero();
        assertThat(out).hasToString("java;leaf 2\njava;leaf 1\n");
        assertThat(run("flamegraph", "-o", "flame.html", "untimed")).isZero();
        for (String form : new String[] {"folded", "speedscope", "pprof"}) {
            assertThat(run("convert", "--format", form, "-o", "out", "untimed")).isZero();
        }
        assertThat(err.toString()).isEmpty();
        assertThat(run("heatmap", "untimed")).isEqualTo(2);
        assertThat(run("convert", "--format", "perf", "untimed")).isEqualTo(2);
        assertThat(run("fold", "--from", "1", "untimed")).isEqualTo(2);
        assertThat(err.toString())
                .contains("untimed: has no times", "use flamegraph, or run perf script again", "-F +time")
                .contains("--from, --to: the input has no times");
    }

    @Test
    void timesOfTheWallClockHaveAHeatMap() throws IOException {
        Files.writeString(
                directory.resolve("wall"),
                MIXED.replace(" 1.1", " 1700000001.1")
                        .replace(" 1.2", " 1700000002.2")
                        .replace(" 1.3", " 1700000003.3"));
        assertThat(run("heatmap", "--format", "json", "--event", "page-faults", "wall"))
                .isZero();
        assertThat(out.toString()).contains("\"start\":1700000001,\"rows\":50,\"columns\":3,\"most\":1");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void whatCannotBeShownIsSaid() {
        assertThat(run("heatmap", "folded")).isEqualTo(2);
        assertThat(run("convert", "--format", "perf", "folded")).isEqualTo(2);
        assertThat(run("fold", "--tid", "8", "folded")).isEqualTo(2);
        assertThat(run("heatmap", "--rows", "0", "--format", "svg", "trace")).isEqualTo(2);
        assertThat(run("flamegraph", "-o", "no/such/folder", "trace")).isEqualTo(2);
        assertThat(err.toString())
                .contains("folded stacks never have times", "neither threads nor times", "use 1 to 1000");
    }

    private int run(String... arguments) {
        return Main.run(directory, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
