package faastrace.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Main;
import faastrace.collector.store.FileName;
import faastrace.trace.call.SyntheticCalls;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on sets of traces: folders, and options that choose traces in them. */
class TraceSetsTest {
    private static final Instant NOW = Instant.now();

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** A collector's folder with two functions. The function pi has two versions. */
    @BeforeEach
    void writeTraces() throws IOException {
        write("stacks/pi", 3, "e", "", "old_code");
        write("stacks/pi", 2, "pi", "version=v1", "first_code");
        write("stacks/pi", 1, "pi", "version=v2", "second_code");
        write("stacks/fib", 1, "fib", "version=v1", "fib_code");
        Files.writeString(directory.resolve("stacks/pi/.hidden.perf"), "not a trace");
        Files.writeString(directory.resolve("stacks/pi/notes.txt"), "not a trace");
    }

    private Path write(String folder, int hoursAgo, String function, String meta, String code) throws IOException {
        Path place = Files.createDirectories(directory.resolve(folder));
        String name = FileName.of(NOW.minus(hoursAgo, ChronoUnit.HOURS)).replace(".gz", "");
        return Files.writeString(place.resolve(name), trace(function, meta, code));
    }

    private static String trace(String function, String meta, String code) {
        return "# faas-trace 1\n# faas-trace meta function=" + function + " " + meta + "\n"
                + "# faas-trace invocation id=" + code + " start=5.0 end=6.0 pid=7 tid=8 overlap=0\n"
                + "app 7/8 [000] 5.5: 5000000 cpu-clock:u:\n\t7f " + code + " (/a)\n\n";
    }

    @Test
    void aFolderAndTheFoldersInItAreOneSet() {
        assertThat(run("fold", "--weight", "samples", "stacks")).isZero();
        assertThat(out).hasToString("app;fib_code 1\napp;first_code 1\napp;old_code 1\napp;second_code 1\n");
        assertThat(err).hasToString("");
    }

    @Test
    void optionsChooseTraces() throws IOException {
        assertThat(folded("--function", "fib")).isEqualTo("fib_code");
        assertThat(folded("--function", "pi")).isEqualTo("first_code second_code");
        assertThat(folded("--version-of", "v1")).isEqualTo("fib_code first_code");
        assertThat(folded("--version-of", "v1", "--function", "pi")).isEqualTo("first_code");
        assertThat(folded("--function", "e")).isEqualTo("old_code");
        assertThat(folded("--since", "150m", "--function", "pi")).isEqualTo("first_code second_code");
        assertThat(folded("--until", "150m")).isEqualTo("old_code");
        assertThat(folded("--since", "150m", "--until", "90m")).isEqualTo("first_code");
        assertThat(folded("--since", NOW.minus(150, ChronoUnit.MINUTES).toString(), "--until", "90m"))
                .isEqualTo("first_code");
        // The time of other files is the time when they were written.
        Path other = Files.writeString(directory.resolve("stacks/other.perf"), trace("pi", "", "other_code"));
        Files.setLastModifiedTime(other, FileTime.from(NOW.minus(9, ChronoUnit.DAYS)));
        assertThat(folded("--until", "7d")).isEqualTo("other_code");
        assertThat(folded("--function", "pi", "--until", "1w")).isEqualTo("other_code");
    }

    @Test
    void otherCommandsChooseInTheSameWay() {
        assertThat(run("flamegraph", "--format", "text", "--version-of", "v1", "--function", "pi", "stacks"))
                .isZero();
        assertThat(out.toString()).contains("first_code").doesNotContain("old_code", "fib_code");
        clear();
        assertThat(run("convert", "--format", "folded", "--function", "fib", "stacks"))
                .isZero();
        assertThat(out.toString()).contains("fib_code").doesNotContain("first_code");
        clear();
        assertThat(run("heatmap", "--format", "json", "--function", "fib", "stacks"))
                .isZero();
        assertThat(run("show", "--since", "90m", "stacks")).isZero();
        assertThat(out.toString()).contains("fib_code", "second_code").doesNotContain("first_code");
        clear();
        assertThat(run("flamegraph", "--format", "svg", "--function", "pi", "--version-of", "v1", "stacks"))
                .isZero();
        assertThat(out.toString()).contains("pi: ", ", version v1");
        clear();
        assertThat(run("flamegraph", "--format", "svg", "stacks/pi/")).isZero();
        assertThat(out.toString()).contains("3 traces in pi");
    }

    @Test
    void aTraceThatIsFoundTwiceCountsOnce() throws IOException {
        Path pi = directory.resolve("stacks/pi");
        Files.createSymbolicLink(directory.resolve("stacks/same"), pi);
        String old;
        try (Stream<Path> files = Files.list(pi)) {
            old = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("2.*perf"))
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
        }
        Files.createSymbolicLink(pi.resolve("latest.perf"), pi.resolve(old));
        assertThat(folded()).isEqualTo("fib_code first_code old_code second_code");
        for (String[] operands : new String[][] {
            {"stacks/pi/" + old, "stacks/pi/" + old}, {"./stacks/pi/latest.perf", "stacks/pi/" + old}
        }) {
            clear();
            assertThat(run(words("fold", operands, "--weight", "samples"))).isZero();
            assertThat(out).hasToString("app;old_code 1\n");
        }
        clear();
        assertThat(run("fold", "--weight", "samples", "stacks", "stacks/pi", "stacks/same"))
                .isZero();
        assertThat(out.toString()).contains("app;old_code 1\n", "app;first_code 1\n");
    }

    @Test
    void theHeadSaysWhichFunctionATraceIsOfAndOtherwiseTheFolderDoes() throws IOException {
        write("stacks/pi", 5, "fib", "", "fib_in_pi");
        Files.writeString(
                directory.resolve("stacks/pi/raw.perf"), "app 7/8 [000] 5.5: 1 cpu-clock:u:\n\t7f raw (/a)\n\n");
        assertThat(folded("--function", "fib")).isEqualTo("fib_code fib_in_pi");
        assertThat(folded("--function", "pi")).isEqualTo("first_code raw second_code");
    }

    @Test
    void otherUrlsAndEqualVersionsAreRefused() throws IOException {
        fails("this is not an http or https URL", "fold", "ftp://example.com/stacks");
        fails("this is not an http or https URL", "fold", "file:///etc/passwd");
        fails("is also the version before", "compare", "--before-version", "v1", "--after-version", "v1", "stacks");
    }

    @Test
    void namesThatThereAreAreNamed() {
        fails("use one of the existing functions: e, fib, pi", "fold", "--function", "nix", "stacks");
        fails(
                "use one of the existing functions: e, fib, pi",
                words("fold", new String[] {"--function", "nix", "--version-of", "v1"}, "stacks"));
        fails(
                "use one of the existing versions: v1\n",
                words("fold", new String[] {"--function", "fib", "--version-of", "v2"}, "stacks"));
    }

    @Test
    void twoVersionsInOneFolderAreCompared() throws IOException {
        for (int i = 0; i < 2; i++) {
            String version = "meta version=v" + (i + 1) + " ";
            String text = new SyntheticCalls(i).more("render", i * 0.2).text().replace("meta ", version);
            Files.writeString(directory.resolve("stacks/shop" + i + ".perf"), text.replace("id=c", "id=" + i + "-"));
        }
        String[] versions = {"--function", "shop", "--before-version", "v1", "--after-version", "v2"};
        assertThat(run(words("compare", versions, "--fail-above", "10%", "stacks")))
                .as(err.toString())
                .isEqualTo(1);
        assertThat(out.toString()).contains("before (200 invocations)", "after (200 invocations)", "render");
        clear();
        assertThat(run(words("compare", versions, "--format", "markdown", "stacks", "stacks")))
                .isZero();
        assertThat(out.toString()).contains("version v1", "version v2");
        fails("there is nothing to compare it with", "compare", "stacks");
        fails("two versions", "compare", "--before-version", "v1", "stacks");
        fails("none of the traces matches: version v9", "compare", "--after-version", "v9", "stacks", "stacks");
        fails("use one of the existing versions: v1, v2", "compare", "--after-version", "v9", "stacks", "stacks");
    }

    @Test
    void badTracesInAFolderAreLeftOutWithAWarning() throws IOException {
        byte[] cut = {0x1f, (byte) 0x8b, 8, 0};
        Path folder = directory.resolve("stacks/fib");
        Files.write(folder.resolve("cut.perf.gz"), cut);
        Files.writeString(folder.resolve("empty.perf"), "");
        Files.writeString(
                folder.resolve("short.perf"),
                "# faas-trace 1\n# faas-trace invocation id=s start=1.0 end=1.001 pid=7 tid=7 overlap=0\n\n");
        assertThat(run("heatmap", "--format", "json", "stacks/fib")).isZero();
        assertThat(err.toString())
                .contains(
                        "warning: stacks/fib/cut.perf.gz: left out, because it can't be used: the compressed data is damaged",
                        "warning: stacks/fib/empty.perf: left out")
                .doesNotContain("short.perf");
        clear();
        assertThat(run("show", "stacks/fib")).isZero();
        assertThat(out.toString()).contains("fib_code", "short.perf");
        assertThat(err.toString()).contains("empty.perf: left out, because it can't be used: does not list");
        clear();
        assertThat(run("compare", "--format", "text", "stacks/fib", "stacks/pi"))
                .isZero();
        fails("the compressed data is damaged", "fold", "stacks/fib/cut.perf.gz", "stacks/fib");
        Files.createDirectories(directory.resolve("bad"));
        Files.write(directory.resolve("bad/cut.perf.gz"), cut);
        fails("bad/cut.perf.gz: the compressed data is damaged", "fold", "bad");
        Files.writeString(directory.resolve("bad/empty.perf"), "");
        fails("bad/cut.perf.gz and 1 more: none of these traces can be used", "fold", "bad");
        Files.writeString(directory.resolve("bad/cut.perf.gz"), "");
        fails("bad/cut.perf.gz and 1 more: contains no samples", "fold", "bad");
        assertThat(err.toString()).contains("cure: name a trace that perf script printed");
    }

    @Test
    void warningsAreCountedIfThereAreMany() throws IOException {
        for (int i : IntStream.range(0, 30).toArray()) {
            Files.writeString(directory.resolve("stacks/fib/" + i + ".perf"), "");
        }
        assertThat(run("fold", "stacks")).isZero();
        assertThat(err.toString()).hasLineCount(11).endsWith("warning: there are 20 more such warnings.\n");
    }

    @Test
    void whatCannotBeChosenIsSaidWithACure() throws IOException {
        Files.createDirectories(directory.resolve("none"));
        fails("contains no traces", "fold", "none");
        fails("none of the traces matches: function nix", "fold", "--function", "nix", "stacks", "stacks/pi");
        fails("is not a time", "fold", "--since", "yesterday", "stacks");
        fails("is not a time", "fold", "--until", "2026-02-31", "stacks");
        fails("is not a time", "fold", "--since", "2026-01-01T99:00", "stacks");
        fails("the time range is empty", "fold", "--since", "1h", "--until", "2h", "stacks");
        fails("nothing to choose from", "fold", "--since", "1h", "-");
        fails("cure: write http:// before the address", "fold", "127.0.0.1:4141");
        fails("cure: write http:// before the address", "fold", "traces.example.com:443/base/functions/pi");
        fails("there is no such file or folder", "fold", "127.0.0.1:4141x");
        String[] versions = {"--before-version", "v1", "--after-version", "v2"};
        fails("standard input is a single trace\n  cure: name a folder or a URL", words("compare", versions, "-"));
        fails("there is no such file or folder", "fold", "--since", "1h", "missing.perf");
    }

    private String folded(String... options) {
        clear();
        assertThat(run(words("fold", options, "--weight", "samples", "stacks")))
                .as(err.toString())
                .isZero();
        return out.toString().replaceAll("app;(\\w+) 1\n", "$1 ").strip();
    }

    private static String[] words(String command, String[] options, String... more) {
        return Stream.of(new String[] {command}, options, more)
                .flatMap(Arrays::stream)
                .toArray(String[]::new);
    }

    private void fails(String message, String... arguments) {
        clear();
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err.toString()).contains(message, "cure: ");
    }

    private void clear() {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
    }

    private int run(String... arguments) {
        return Main.run(directory, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
