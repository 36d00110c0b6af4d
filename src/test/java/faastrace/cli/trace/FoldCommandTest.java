package faastrace.cli.trace;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Main;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FoldCommandTest {
    private static final String HEAD = "# faas-trace 1\n"
            + "# faas-trace invocation id=one start=1.0 end=2.0 pid=7 tid=8 overlap=0\n"
            + "# faas-trace invocation id=two start=3.0 end=4.0 pid=7 tid=8 overlap=0\n";
    private static final String SAMPLE = "app 7/8 [000] 1.5: 1 cpu-clock:u:\n\t7f f+0x1 (/a)\n\t7f main (/a)\n\n";

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeTrace() throws IOException {
        Files.writeString(directory.resolve("trace"), HEAD + SAMPLE);
    }

    @Test
    void severalTracesArePackedOrNotAndAddedUp() throws IOException {
        try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(directory.resolve("trace.gz")))) {
            packed.write((HEAD + SAMPLE).getBytes(UTF_8));
        }
        assertThat(run("trace", "trace.gz")).isZero();
        assertThat(out).hasToString("app;main;f 2\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aDashIsStandardInput() {
        CommandLine command = new CommandLine(
                        new FoldCommand(directory, new ByteArrayInputStream(SAMPLE.getBytes(UTF_8))))
                .setOut(new PrintWriter(out, true));
        assertThat(command.execute("-")).isZero();
        assertThat(out).hasToString("app;main;f 1\n");
    }

    @Test
    void rangesMayEndFarBehindTheTraceButNotBeNoNumber() {
        assertThat(run("--to", "1e300", "trace")).isZero();
        assertThat(out).hasToString("app;main;f 1\n");
        assertThat(run("--from", "NaN", "trace")).isEqualTo(2);
        assertThat(run("--to", "Infinity", "trace")).isEqualTo(2);
        assertThat(err.toString()).contains("--from NaN", "is not a valid time");
    }

    @Test
    void nothingIsLeftOfATraceBehindItsEnd() {
        assertThat(run("--from", "1e12", "trace")).isZero();
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void oneInvocationIsShownAlone() {
        assertThat(run("--invocation", "one", "trace")).isZero();
        assertThat(out).hasToString("app;main;f 1\n");
    }

    @Test
    void countsThatCannotBeAddedUpAreLeftOutAndCounted() throws IOException {
        Files.writeString(directory.resolve("large"), "a;b 999999999999999999\n".repeat(20));
        assertThat(run("large")).isZero();
        assertThat(out).hasToString("a;b 1999999999999999998\n");
        assertThat(err.toString()).contains("18 counts that have a fraction or are too large to add up");
        Files.writeString(directory.resolve("parts"), "a 1.5\na 1.5\nb 2\n");
        out.getBuffer().setLength(0);
        assertThat(run("parts", "large")).isZero();
        assertThat(out).hasToString("a;b 1999999999999999998\nb 2\n");
        assertThat(err.toString()).contains("2 counts that have a fraction");
        Files.writeString(directory.resolve("fractions"), "a 1.5\n");
        assertThat(run("fractions")).isEqualTo(2);
        assertThat(err.toString()).contains("contains no samples, but 1 count that has a fraction");
    }

    @Test
    void periodsThatCannotBeAddedUpAreLeftOutAndCounted() throws IOException {
        String large = SAMPLE.replace(": 1 cpu", ": 999999999999999999 cpu");
        Files.writeString(directory.resolve("large"), large.repeat(20));
        assertThat(run("large")).isZero();
        assertThat(out).hasToString("app;main;f 1999999999999999998\n");
        assertThat(err.toString()).contains("18 counts");
    }

    @Test
    void eachSampleOfThePeriodZeroCountsAsOne() throws IOException {
        Files.writeString(
                directory.resolve("zero"), SAMPLE.replace(": 1 cpu", ": 0 cpu").repeat(20));
        assertThat(run("zero")).isZero();
        assertThat(out).hasToString("app;main;f 20\n");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstName() throws IOException {
        Files.writeString(directory.resolve("marked"), "\uFEFF" + SAMPLE + SAMPLE);
        Files.writeString(directory.resolve("folded"), "\uFEFFapp;main;f 3\n");
        assertThat(run("marked")).isZero();
        assertThat(run("folded")).isZero();
        assertThat(out).hasToString("app;main;f 2\napp;main;f 3\n");
    }

    @Test
    void towersOfUnknownFramesCanBeCollapsedWithTheirNumberAndKeepTheirWeight() throws IOException {
        String unknown = "\t7f [unknown] ([unknown])\n";
        String shell = "\t7f [unknown] (/bin/sh)\n";
        String sample = "app 7/8 [000] 1.5: 5 cpu-clock:u:\n\t7f f+0x1 (/a)\n";
        Files.writeString(
                directory.resolve("towers"),
                sample + shell.repeat(2) + unknown.repeat(125) + "\n" + sample + unknown + "\t7f main (/a)\n"
                        + unknown.repeat(2) + "\n" + sample + unknown + "\t7f main (/a)\n" + unknown.repeat(2) + "\n");
        assertThat(run("--collapse-unknown", "towers")).isZero();
        assertThat(out).hasToString("app;[unknown] x125;[sh] x2;f 5\napp;[unknown] x2;main;[unknown];f 10\n");
        out.getBuffer().setLength(0);
        assertThat(run("towers")).isZero();
        assertThat(out.toString())
                .isEqualTo("app;[unknown];[unknown];" + "[unknown];".repeat(123) + "[sh];[sh];f 5\n"
                        + "app;[unknown];[unknown];main;[unknown];f 10\n");
    }

    @Test
    void textInAWideEncodingIsNamedAsSuch() throws IOException {
        Files.write(directory.resolve("be"), SAMPLE.getBytes(UTF_16BE));
        Files.write(directory.resolve("le"), SAMPLE.getBytes(UTF_16LE));
        Files.write(directory.resolve("be-mark"), ("\uFEFF" + SAMPLE).getBytes(UTF_16BE));
        Files.write(directory.resolve("le-mark"), ("\uFEFF" + HEAD + SAMPLE).getBytes(UTF_16LE));
        Files.write(directory.resolve("wide"), ("\uFEFF" + SAMPLE).getBytes(Charset.forName("UTF-32LE")));
        try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(directory.resolve("packed.gz")))) {
            packed.write(("\uFEFF" + SAMPLE).getBytes(UTF_16LE));
        }
        for (String name : new String[] {"be", "le", "be-mark", "le-mark", "packed.gz", "wide"}) {
            assertThat(run(name)).isEqualTo(2);
        }
        assertThat(err.toString())
                .contains("be: is UTF-16BE text, but perf script prints UTF-8", "iconv -f UTF-16BE -t UTF-8")
                .contains("le: is UTF-16LE text", "be-mark: is UTF-16 text", "le-mark: is UTF-16 text")
                .contains("packed.gz: is UTF-16 text", "wide: is UTF-32 text");
        Files.write(directory.resolve("zeros"), new byte[100]);
        assertThat(run("zeros")).isEqualTo(2);
        assertThat(err.toString()).contains("zeros: contains no samples");
    }

    @Test
    void foldedStacksAndSamplesAreNotAddedUpAndBothNamed() throws IOException {
        Files.writeString(directory.resolve("folded"), "app;main;f 3\n");
        assertThat(run("trace", "folded")).isEqualTo(2);
        assertThat(err.toString())
                .contains("samples of an event without a name (folded stacks have no event names) and of cpu-clock:u,")
                .contains("such as --event cpu-clock:u");
        assertThat(run("--event", "cpu-clock:u", "trace", "folded")).isZero();
        assertThat(out).hasToString("app;main;f 1\n");
    }

    @Test
    void aNameThatIsNoUtf8IsSaidToBe() {
        assertThat(run("caf\uFFFD")).isEqualTo(2);
        assertThat(err.toString()).contains("no such file", "bytes that are not UTF-8", "standard input");
    }

    @Test
    void allInvocationsAreShownBelowTheirIds() {
        assertThat(run("--by-invocation", "trace")).isZero();
        assertThat(out).hasToString("one;app;main;f 1\n");
    }

    @Test
    void anInvocationWithoutSamplesIsEmptyAndSaidToBe() {
        assertThat(run("--invocation", "two", "trace")).isZero();
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("has no samples");
    }

    @Test
    void aWrongIdNamesThoseThatThereAre() {
        assertThat(run("--invocation", "three", "trace")).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("--invocation three").contains("use one of these: one, two");
    }

    @Test
    void ofManyIdsAFewAreNamed() throws IOException {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            many.append("# faas-trace invocation id=call-").append(i).append(" start=1.0 end=2.0\n");
        }
        Files.writeString(directory.resolve("many"), many + SAMPLE);
        assertThat(run("--invocation", "three", "many")).isEqualTo(2);
        assertThat(err.toString()).contains("call-4 and more").doesNotContain("call-5");
    }

    @Test
    void aTraceWithoutInvocationsSaysSo() throws IOException {
        Files.writeString(directory.resolve("plain"), SAMPLE);
        assertThat(run("--invocation", "one", "plain")).isEqualTo(2);
        assertThat(err.toString()).contains("which samples belong to which invocation");
    }

    @Test
    void mixedEventsAreRefusedUntilOneIsChosen() throws IOException {
        Files.writeString(directory.resolve("mixed"), SAMPLE + SAMPLE.replace("cpu-clock:u", "faults"));
        assertThat(run("mixed")).isEqualTo(2);
        assertThat(err.toString()).contains("cpu-clock:u and of faults").contains("--event cpu-clock:u");
        assertThat(run("--event", "faults", "mixed")).isZero();
        assertThat(out).hasToString("app;main;f 1\n");
    }

    @Test
    void anUnknownEventNamesThoseThatThereAre() {
        assertThat(run("--event", "cycles", "trace")).isEqualTo(2);
        assertThat(err.toString()).contains("--event cycles").contains("use one of these: cpu-clock:u");
    }

    @Test
    void anEmptyIdIsSaidToBeEmpty() {
        assertThat(run("--invocation", "", "trace")).isEqualTo(2);
        assertThat(err.toString()).contains("--invocation: is empty");
    }

    @Test
    void packedDataThatBreaksOffIsReadAsFarAsItGoes() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < 1000; i++) {
                gzip.write(SAMPLE.replace("app", "app" + i * i).getBytes(UTF_8));
            }
        }
        Files.write(directory.resolve("half"), Arrays.copyOf(packed.toByteArray(), packed.size() / 2));
        Files.write(directory.resolve("bit"), Arrays.copyOf(packed.toByteArray(), 20));
        assertThat(run("half")).isZero();
        assertThat(out.toString().lines().count()).isBetween(100L, 900L);
        assertThat(err.toString()).contains("half: the compressed data is damaged or incomplete");
        assertThat(run("bit")).isEqualTo(2);
        assertThat(err.toString()).contains("bit: the compressed data is damaged, or ends before the first sample");
    }

    @Test
    void whatIsNoTraceIsAProblem() throws IOException {
        Files.writeString(directory.resolve("strange"), "PERFILE2");
        assertThat(run("strange")).isEqualTo(2);
        assertThat(run("absent")).isEqualTo(2);
        assertThat(run(".")).isEqualTo(2);
        assertThat(run("--invocation", "one", "--by-invocation", "trace")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString())
                .contains("strange: contains no samples")
                .contains("absent: there is no such file")
                .contains("leave one of them out")
                .contains(".: contains no traces");
    }

    @Test
    void aDamagedTraceIsFoldedAsFarAsItGoesAndSaidToBe() throws IOException {
        Files.writeString(directory.resolve("cut"), HEAD + SAMPLE + SAMPLE.stripTrailing());
        assertThat(run("cut")).isZero();
        assertThat(out).hasToString("app;main;f 1\n");
        assertThat(err.toString()).contains("cut: damaged or unreadable parts").contains("1 truncated sample");
    }

    private int run(String... arguments) {
        String[] words = new String[arguments.length + 1];
        words[0] = "fold";
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        return Main.run(directory, new PrintWriter(out, true), new PrintWriter(err, true), words);
    }
}
