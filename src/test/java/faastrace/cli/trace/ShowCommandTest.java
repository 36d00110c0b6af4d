package faastrace.cli.trace;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Main;
import faastrace.document.Json;
import faastrace.document.Value;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ShowCommandTest {
    private static final String MEASURED = "# faas-trace invocation id=measured start=7.250000000 end=7.399310000 pid=7"
            + " tid=8 overlap=0 cpu=30120000 ready=68850000 throttled=60000000\n";
    private static final String OLD = "# faas-trace invocation id=old start=8.0 end=8.5 pid=7 tid=8 overlap=0\n";
    private static final String SHARED = "# faas-trace invocation id=shared start=9.0 end=9.1 pid=7 tid=- overlap=1"
            + " cpu=120000000 ready=1000000 shared=1\n";
    private static final String SAMPLE = "app 7/8 [000] 7.3: 1 cpu-clock:u:\n\t7f f+0x1 (/a)\n\t7f main (/a)\n\n";

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int show(String trace, String... options) throws IOException {
        return show(trace.getBytes(UTF_8), options);
    }

    private int show(byte[] trace, String... options) throws IOException {
        Files.write(directory.resolve("trace"), trace);
        String[] words = new String[options.length + 2];
        words[0] = "show";
        words[1] = "trace";
        System.arraycopy(options, 0, words, 2, options.length);
        return Main.run(directory, new PrintWriter(out, true), new PrintWriter(err, true), words);
    }

    @Test
    void invocationsAreShownInTheOrderOfTheirStartsWithTheirTimes() throws IOException {
        assertThat(show("# faas-trace 1\n" + SHARED + MEASURED + OLD + SAMPLE)).isZero();
        assertThat(out).hasToString("""
                        ID          START   DURATION         CPU     READY   WAITING  SAMPLES
                        measured  0.250 s  149.31 ms    30.12 ms  68.85 ms  50.34 ms        1
                        old       1.000 s  500.00 ms           -         -         -        0
                        shared    2.000 s  100.00 ms  ~120.00 ms  ~1.00 ms         -        0

                        ~ The time can include other work of the same process.
                        - The value is not known.
                        """);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void theVersionIsShownIfATraceHasOne() throws IOException {
        String head = "# faas-trace 1\n# faas-trace meta function=f version=";
        Files.writeString(directory.resolve("other"), head + "-\n" + OLD + SAMPLE);
        show(head + "7d4b9c6f5\n" + MEASURED + SAMPLE);
        assertThat(out).hasToString("""
                        ID          START   DURATION       CPU     READY   WAITING  SAMPLES  VERSION
                        measured  0.250 s  149.31 ms  30.12 ms  68.85 ms  50.34 ms        1  7d4b9c6f5
                        """);
        show(head + "7d4b9c6f5\n" + MEASURED + SAMPLE, "other");
        assertThat(out.toString()).endsWith("""
                        ID          START   DURATION       CPU     READY   WAITING  SAMPLES  VERSION    TRACE
                        measured  0.250 s  149.31 ms  30.12 ms  68.85 ms  50.34 ms        1  7d4b9c6f5  trace
                        old       1.000 s  500.00 ms         -         -         -        0  -          other

                        - The value is not known.
                        """);
        show(head + "7d4b9c6f5\n" + MEASURED + SAMPLE, "--format", "json");
        assertThat(out.toString()).contains("\"version\" : \"7d4b9c6f5\"");
    }

    @Test
    void tracesHaveClocksOfTheirOwnSoTheirInvocationsAreNotMixed() throws IOException {
        String early = "# faas-trace invocation id=early start=900.2 end=900.3 pid=7 tid=8 overlap=0\n";
        Files.writeString(directory.resolve("20260102T030405.678Z-0123456789abcdef.perf"), early);
        Files.writeString(directory.resolve("late.perf"), OLD + SAMPLE);
        assertThat(show(MEASURED + SAMPLE, ".")).isZero();
        assertThat(out.toString().lines().map(line -> line.replaceAll("  .* ", " ")))
                .containsExactly(
                        "ID TRACE",
                        "measured trace",
                        "early ./20260102T030405.678Z-0123456789abcdef.perf",
                        "old ./late.perf",
                        "",
                        "- The value is not known.");
        assertThat(out.toString()).contains("early     0.200 s");
        show(MEASURED + SAMPLE, ".", "--format", "json");
        assertThat(out.toString()).contains("\"trace\" : \"./late.perf\"");
    }

    @Test
    void theTimeOfDayTellsWhenTheInvocationsOfSeveralTracesStarted() throws IOException {
        String head = "# faas-trace 1\n# faas-trace meta epoch=1796052978.5\n";
        Files.writeString(directory.resolve("other"), OLD + SAMPLE);
        show(head + MEASURED + SAMPLE, "other");
        assertThat(out.toString())
                .contains(
                        "measured  2026-11-30T15:36:25.750Z  149.31 ms",
                        "old                        1.000 s  500.00 ms");
        out.getBuffer().setLength(0);
        show(head + MEASURED + SAMPLE);
        assertThat(out.toString()).contains("measured  0.250 s");
        out.getBuffer().setLength(0);
        show(head.replace("1796052978", "9223372036") + MEASURED + SAMPLE, "other");
        assertThat(out.toString()).contains("measured  0.250 s");
    }

    @Test
    void aTableWithoutSignsHasNoFootnotes() throws IOException {
        assertThat(show(MEASURED + SAMPLE)).isZero();
        assertThat(out.toString()).hasLineCount(2);
    }

    @Test
    void anInvocationDuringARestartOfPerfIsMarked() throws IOException {
        assertThat(show(MEASURED.strip() + " unsampled=40000000\n" + SAMPLE)).isZero();
        assertThat(out.toString())
                .contains(
                        "50.34 ms       1*\n\n* perf was being restarted for part of the time, and took no samples.\n");
        show(MEASURED.strip() + " unsampled=40000000\n" + SAMPLE, "--format", "json");
        assertThat(out.toString()).contains("\"unsampledNanos\" : 40000000");
    }

    @Test
    void aTraceWithoutSamplesIsShownToo() throws IOException {
        assertThat(show(MEASURED)).isZero();
        assertThat(out.toString()).contains("measured  0.250 s  149.31 ms");
    }

    @Test
    void aDashIsStandardInput() {
        CommandLine command = new CommandLine(
                        new ShowCommand(directory, new ByteArrayInputStream((MEASURED + SAMPLE).getBytes(UTF_8))))
                .setOut(new PrintWriter(out, true));
        assertThat(command.execute("-")).isZero();
        assertThat(out.toString()).contains("measured");
    }

    @Test
    void numbersThatAreNotKnownAreLeftOutOfJson() throws IOException {
        assertThat(show(MEASURED + SHARED + SAMPLE, "--format", "json")).isZero();
        Value table = Json.read("the output", out.toString());
        Value measured = table.require("invocations").items().get(0);
        assertThat(measured.require("start").text()).isEqualTo("7.250000000");
        assertThat(measured.require("durationNanos").text()).isEqualTo("149310000");
        assertThat(measured.require("throttledNanos").text()).isEqualTo("60000000");
        assertThat(measured.require("waitingNanos").text()).isEqualTo("50340000");
        Value shared = table.require("invocations").items().get(1);
        assertThat(shared.find("throttledNanos")).isEmpty();
        assertThat(shared.find("waitingNanos")).isEmpty();
        assertThat(shared.require("shared").text()).isEqualTo("true");
    }

    @Test
    void aTraceThatListsNoInvocationIsAnError() throws IOException {
        assertThat(show(SAMPLE)).isEqualTo(2);
        assertThat(err.toString()).contains("trace", "does not list any invocation");
    }

    @Test
    void aDamagedTraceIsNotTakenForOneWithoutInvocations() throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(whole)) {
            out.write((MEASURED + SAMPLE).getBytes(UTF_8));
        }
        assertThat(show(Arrays.copyOf(whole.toByteArray(), 20))).isEqualTo(2);
        assertThat(err.toString())
                .contains("trace: the compressed data is damaged, or ends before the first sample", "copy or record");
    }

    @Test
    void aTraceInAnotherEncodingIsReported() throws IOException {
        assertThat(show((MEASURED + SAMPLE).getBytes(UTF_16LE))).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "trace: is UTF-16LE text, but perf script prints UTF-8", "cure: convert it: iconv -f UTF-16LE");
    }

    @Test
    void headLinesThatAreLeftOutAreReported() throws IOException {
        String malformed = OLD.replace("end=8.5", "end=7.5");
        assertThat(show(MEASURED + malformed + SAMPLE)).isZero();
        assertThat(err.toString()).contains("left out: 1 head line that is malformed or over a limit.");
        assertThat(show(malformed + SAMPLE)).isEqualTo(2);
        assertThat(err.toString())
                .contains("no invocation can be read, because of 1 head line that is malformed", "copy or record");
    }

    @Test
    void theTraceOfEachInvocationIsNamedIfThereAreSeveral() throws IOException {
        Files.writeString(directory.resolve("other"), OLD + SAMPLE);
        assertThat(show(MEASURED + SAMPLE, "other")).isZero();
        assertThat(out).hasToString("""
                        ID          START   DURATION       CPU     READY   WAITING  SAMPLES  TRACE
                        measured  0.250 s  149.31 ms  30.12 ms  68.85 ms  50.34 ms        1  trace
                        old       1.000 s  500.00 ms         -         -         -        0  other

                        - The value is not known.
                        """);
    }

    @Test
    void twoBytesOfGzipAreDamagedData() throws IOException {
        assertThat(show(new byte[] {0x1f, (byte) 0x8b})).isEqualTo(2);
        assertThat(err.toString())
                .contains("trace: the compressed data is damaged")
                .doesNotContain("does not list");
    }

    @Test
    void aNewerFormatIsReported() throws IOException {
        assertThat(show("# faas-trace 99\n" + MEASURED + SAMPLE)).isZero();
        assertThat(err.toString()).contains("warning: trace: its head has the format version 99", "only version 1");
    }

    @Test
    void standardInputIsReadOnlyOnce() {
        for (String command : new String[] {"show", "fold", "compare"}) {
            StringWriter said = new StringWriter();
            assertThat(Main.run(directory, new PrintWriter(out, true), new PrintWriter(said, true), command, "-", "-"))
                    .isEqualTo(2);
            assertThat(said.toString()).contains("standard input is named more than once");
        }
    }

    @Test
    void anIdThatIsADashIsNotExplainedAsUnknown() throws IOException {
        assertThat(show(MEASURED.replace("id=measured", "id=-") + SAMPLE)).isZero();
        assertThat(out.toString()).contains("\n-   0.250 s").doesNotContain("is not known");
    }

    @Test
    void controlCharactersOfAnIdDoNotReachTheTerminal() throws IOException {
        assertThat(show(MEASURED.replace("id=measured", "id=a%1B[31m") + SAMPLE))
                .isZero();
        assertThat(out.toString()).doesNotContain("\u001b");
    }
}
