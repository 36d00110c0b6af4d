package faastrace.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Main;
import faastrace.trace.call.SyntheticCalls;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeTraces() throws IOException {
        Files.writeString(directory.resolve("before.perf"), new SyntheticCalls(1).text());
        Files.writeString(directory.resolve("same.perf"), new SyntheticCalls(2).text());
        Files.writeString(
                directory.resolve("after.perf"),
                new SyntheticCalls(3).more("render", 0.2).more("x|*<b>", 0.1).text());
        Files.writeString(
                directory.resolve("few.perf"), new SyntheticCalls(4).calls(5).text());
        Files.writeString(directory.resolve("folded"), "app;main;f 2\n");
    }

    @Test
    void theTimeOfACallIsComparedInTwoLists() {
        assertThat(run("compare", "--format", "text", "before.perf", "after.perf"))
                .isZero();
        assertThat(out.toString())
                .containsPattern(
                        "CPU time per invocation: 31\\.\\d+ ms before \\(200 invocations\\), 4\\d\\.\\d+ ms after \\(200 invocations\\), \\+")
                .contains("The change is significant: with a confidence of 99 %, it is between +")
                .contains("The CPU time is computed from samples.\n")
                .containsPattern(
                        "Slower functions, by CPU time per invocation:\n.*\n +\\+.* ms  handle\n +\\+.* ms  render\n")
                .containsPattern("\n~ .* ms  query\n")
                .endsWith("~ The change is not significant.\n");
        assertThat(run("compare", "--format", "text", "after.perf", "before.perf"))
                .isZero();
        assertThat(out.toString()).containsPattern("Faster functions, .*:\n.*\n +-.* ms  handle\n");
    }

    @Test
    void sharesAreComparedIfAskedForOrIfNothingElseIsKnown() {
        assertThat(run("compare", "--format", "text", "--shares", "before.perf", "after.perf"))
                .isZero();
        assertThat(out.toString()).startsWith("  change    before     after  function\n");
        out.getBuffer().setLength(0);
        assertThat(run("compare", "--format", "text", "before.perf", "folded")).isZero();
        assertThat(out.toString())
                .startsWith("Shares are compared, because the time of an invocation is not known."
                        + " After: This trace does not list any invocation.\n  change");
    }

    @Test
    void fewCallsAreComparedWithoutAClaim() {
        assertThat(run("compare", "--format", "text", "before.perf", "few.perf"))
                .isZero();
        assertThat(out.toString())
                .contains(
                        "There are too few invocations to tell whether the change is significant: at least 20 are needed on each side.")
                .contains("? There are too few samples to tell whether the change is significant.");
    }

    @Test
    void tracesOfDifferentFunctionsAreToldApart() throws IOException {
        String text = new SyntheticCalls(2).text();
        Files.writeString(directory.resolve("other.perf"), text.replace(" function=shop ", " function=cart "));
        Files.writeString(directory.resolve("nameless.perf"), text.replace(" function=shop ", " "));
        run("compare", "--format", "text", "before.perf", "same.perf");
        run("compare", "--format", "text", "before.perf", "nameless.perf");
        assertThat(err.toString()).doesNotContain("different functions");
        run("compare", "--fail-above", "10%", "before.perf", "other.perf");
        assertThat(err.toString()).contains("warning: the traces are of different functions: shop before, cart after.");
    }

    @Test
    void aMeasuredTimeThatIsNotValidIsMentioned() throws IOException {
        String text = new SyntheticCalls(2).text().replace(" overlap=0", " overlap=0 cpu=5000000");
        Files.writeString(directory.resolve("bad.perf"), text.replaceFirst("cpu=5000000", "cpu=-5000000"));
        run("compare", "--format", "text", "before.perf", "bad.perf");
        assertThat(out.toString())
                .contains(
                        "computed from samples, because some invocations have no valid measured CPU time of their own.");
    }

    @Test
    void aCheckOfDurationsSaysHowFunctionsAreCompared() {
        run("compare", "--fail-above", "10%", "--measure", "duration", "before.perf", "after.perf");
        assertThat(out.toString()).contains("The functions are compared by CPU time.");
        out.getBuffer().setLength(0);
        assertThat(run("compare", "--fail-above", "10%", "before.perf", "few.perf"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("at least 20 are needed on each side");
        assertThat(out.toString()).doesNotContain("The functions are compared by CPU time.");
    }

    @Test
    void theGateFailsOnlyIfCallsBecameSlower() {
        assertThat(run("compare", "--fail-above", "10%", "before.perf", "same.perf"))
                .isZero();
        assertThat(err.toString()).contains("This is within the limit of 10 %.");
        assertThat(run("compare", "--fail-above", "10%", "before.perf", "after.perf"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("This is above the limit of 10 %, and significant.");
        assertThat(out.toString()).contains("Slower functions");
        assertThat(run("compare", "--fail-above", "12.5 %", "--measure", "duration", "before.perf", "after.perf"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("Duration per invocation: 3", "above the limit of 12.5 %");
        assertThat(run("compare", "--fail-above", "60%", "before.perf", "after.perf"))
                .isZero();
        assertThat(run("compare", "--fail-above", "0%", "after.perf", "before.perf"))
                .isZero();
    }

    @Test
    void measuredTimesAreCheckedEvenWithoutSamples() throws IOException {
        for (int i = 0; i < 2; i++) {
            String text =
                    new SyntheticCalls(i).measured().more("render", i * 0.3).text();
            String head = text.substring(0, text.indexOf("\n\n") + 2);
            Files.writeString(
                    Files.createDirectories(directory.resolve("m" + i)).resolve("a.perf"), head);
            Files.writeString(
                    directory.resolve("m" + i + ".perf"),
                    text.replace(" rate=200", "").replace(": 5000000 ", ": "));
        }
        assertThat(run("compare", "--fail-above", "10%", "m0", "m1"))
                .as(err.toString())
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("The CPU time was measured for each invocation.")
                .contains("There are no functions to compare: one of the traces has no samples.");
        assertThat(run("compare", "--fail-above", "10%", "m0", "m0")).isZero();
        out.getBuffer().setLength(0);
        assertThat(run("compare", "--fail-above", "10%", "--format", "markdown", "m0", "m1"))
                .isEqualTo(1);
        assertThat(out.toString()).contains("| CPU time per invocation |", "There are no functions to compare");
        // Without a sampling rate, a sample doesn't tell its time.
        assertThat(run("compare", "--fail-above", "10%", "m0.perf", "m1.perf"))
                .as(err.toString())
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("Functions are compared by shares, because their time per invocation is not known.");
    }

    @Test
    void anInvocationThatOnlyOneSideContainsIsComparedWithTheWholeOtherSide() throws IOException {
        Files.writeString(
                directory.resolve("other.perf"), new SyntheticCalls(9).text().replace("id=c", "id=other"));
        assertThat(run("compare", "--format", "text", "--invocation", "other17", "before.perf", "other.perf"))
                .isZero();
        assertThat(err.toString()).contains("Only AFTER contains the invocation. All invocations of BEFORE are");
        assertThat(out.toString()).contains("(200 invocations)", "after (1 invocations)");
        assertThat(run("compare", "--format", "text", "--invocation", "other17", "other.perf", "folded"))
                .isZero();
        assertThat(err.toString()).contains("Only BEFORE contains the invocation. It is compared with all");
        fails("neither BEFORE nor AFTER", "--invocation", "nix", "before.perf", "other.perf");
        fails("several ids begin with this", "--invocation", "c", "before.perf", "other.perf");
        assertThat(run("compare", "--format", "text", "--invocation", "c17", "before.perf", "same.perf"))
                .isZero();
        fails("--time", "--time", "wall", "before.perf", "same.perf");
    }

    @Test
    void thePageIsWrittenEvenIfTheGateFails() throws IOException {
        assertThat(run("compare", "--fail-above", "10%", "-o", "diff.html", "before.perf", "after.perf"))
                .isEqualTo(1);
        assertThat(directory.resolve("diff.html")).content().endsWith("</html>\n");
        assertThat(err.toString()).contains(" ms of CPU time per invocation: render\n");
    }

    @Test
    void aWorkflowGetsOneAnnotation() {
        assertThat(run("compare", "--fail-above", "10%", "--format", "github", "before.perf", "after.perf"))
                .isEqualTo(1);
        assertThat(out.toString().lines())
                .singleElement()
                .asString()
                .startsWith("::error title=faas-trace::CPU time per invocation: ")
                .contains("limit of 10 %25, and significant.%0A+", " of CPU time per invocation: handle%0A+");
        out.getBuffer().setLength(0);
        assertThat(run("compare", "--fail-above", "10%", "--format", "github", "before.perf", "same.perf"))
                .isZero();
        assertThat(out.toString()).startsWith("::notice title=faas-trace::");
    }

    @Test
    void aSummaryHasNoMarkdownFromNames() {
        assertThat(run("compare", "--fail-above", "10%", "--format", "markdown", "before.perf", "after.perf"))
                .isEqualTo(1);
        assertThat(out.toString())
                .startsWith("### faas-trace: comparison: slower by more than 10 %\n")
                .contains("| Invocations | 200 | 200 |  |", "#### Slower functions", "| <code>render</code> | ")
                .contains("<code>x&#124;&#42;&#60;b&#62;")
                .contains("Faster functions: no significant change.");
        out.getBuffer().setLength(0);
        assertThat(run("compare", "--format", "markdown", "before.perf", "folded"))
                .isZero();
        assertThat(out.toString()).contains("does not list any invocation", "| function | share before |");
    }

    @Test
    void aPictureShowsWhatGrew() {
        assertThat(run("compare", "--format", "svg", "before.perf", "after.perf"))
                .isZero();
        assertThat(out.toString())
                .contains("<title>Differential flame graph. Before: shop: before.perf, after: shop: after.perf</title>")
                .contains("CPU time per invocation; 200 invocations before, 200 invocations after")
                .containsPattern("<title>render: 15\\.\\d+ ms before, 2\\d\\.\\d+ ms after, \\+[56]\\.\\d+ ms</title>")
                .doesNotContain("<b>");
        out.getBuffer().setLength(0);
        assertThat(run("compare", "--format", "svg", "folded", "folded")).isZero();
        assertThat(out.toString())
                .contains("<title>f: 100.00 % before, 100.00 % after, +0.00 %</title>", "fill=\"#d8d6d2\"");
        out.getBuffer().setLength(0);
        assertThat(run("compare", "--format", "svg", "--thread", "none", "before.perf", "same.perf"))
                .isZero();
        assertThat(out.toString()).contains("There is nothing to compare.");
    }

    @Test
    void aFolderIsReadAsOneTrace() throws IOException {
        Path set = Files.createDirectories(directory.resolve("set"));
        for (int i = 0; i < 4; i++) {
            String part = new SyntheticCalls(i).calls(50).text().replace("id=c", "id=" + i + "-");
            Files.writeString(set.resolve(i + ".perf"), part);
        }
        String head = "# faas-trace 1\n# faas-trace meta rate=200\n"
                + "# faas-trace invocation id=quick start=1.0 end=1.001 pid=7 tid=7 overlap=0\n\n";
        Files.writeString(set.resolve("no-samples.perf"), head);
        Files.writeString(set.resolve(".0.perf.data"), "not a trace");
        Files.writeString(set.resolve("notes.txt"), "not a trace");
        assertThat(run("compare", "--format", "text", "set/", "after.perf"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("ms before (201 invocations)");
        assertThat(err.toString()).isEmpty();
        assertThat(run("compare", "-o", "set/0.perf", "set", "after.perf")).isEqualTo(2);
        assertThat(err.toString()).contains("is the trace itself");
    }

    @Test
    void whatCannotBeCheckedIsSaidWithACure() throws IOException {
        Files.createDirectories(directory.resolve("empty"));
        fails("--fail-above 0.1: is not a percentage", "--fail-above", "0.1", "before.perf", "same.perf");
        fails("--fail-above -5%: is not a percentage", "--fail-above=-5%", "before.perf", "same.perf");
        fails("too few invocations", "--fail-above", "10%", "before.perf", "few.perf");
        fails("AFTER: the time of an invocation is not known", "--fail-above", "10%", "before.perf", "folded");
        fails("BEFORE: the time of an invocation is not known", "--fail-above", "10%", "folded", "before.perf");
        fails("needs --fail-above", "--format", "github", "before.perf", "same.perf");
        fails("needs --fail-above", "--measure", "duration", "before.perf", "same.perf");
        fails("can't be combined", "--shares", "--fail-above", "10%", "before.perf", "same.perf");
        fails("contains no traces", "empty", "before.perf");
    }

    private void fails(String message, String... arguments) {
        err.getBuffer().setLength(0);
        String[] all = new String[arguments.length + 1];
        all[0] = "compare";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        assertThat(run(all)).isEqualTo(2);
        assertThat(err.toString()).contains(message, "cure: ");
    }

    private int run(String... arguments) {
        return Main.run(directory, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
