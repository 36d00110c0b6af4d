package faastrace.trace.write;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import faastrace.trace.read.TraceReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens exported traces with the viewers that the documents name. Each viewer must find all samples. */
class ViewersIT {
    private static final long PERIOD = 5_000_000;

    @TempDir
    Path directory;

    private final Map<String, Trace> traces = new LinkedHashMap<>();

    @BeforeEach
    void read() throws IOException {
        for (Map.Entry<String, String> kind : TraceKinds.all().entrySet()) {
            TraceReader reader = TraceReader.ofSamples();
            reader.add(new ByteArrayInputStream(kind.getValue().getBytes(UTF_8)));
            traces.put(kind.getKey(), reader.trace());
        }
    }

    private interface Writing {
        void write(Trace trace, OutputStream out) throws IOException;
    }

    @Test
    void speedscopeReadsEachFormatByItsOwnImporter() throws Exception {
        List<String> command = speedscope();
        List<String> expected = new ArrayList<>();
        for (Map.Entry<String, Trace> kind : traces.entrySet()) {
            String name = kind.getKey();
            int samples = kind.getValue().size();
            command.add(file(name, ".folded", ViewersIT::folded).toString());
            expected.add("Importing as collapsed stack format: " + samples);
            command.add(file(name, ".json", ViewersIT::speedscope).toString());
            expected.add("Importing as speedscope json file: " + samples);
            command.add(file(name, ".pb.gz", ViewersIT::pprof).toString());
            expected.add("Importing as protobuf encoded pprof file: " + samples * PERIOD);
        }
        assertThat(run(command).lines().toList()).isEqualTo(expected);
    }

    @Test
    void speedscopeTakesPerfTextForPerfText() throws Exception {
        List<String> command = speedscope();
        for (String name : traces.keySet()) {
            command.add(file(name, ".perf", ViewersIT::perf).toString());
        }
        assertThat(run(command).lines())
                .hasSize(traces.size())
                .allMatch(line -> line.startsWith("Importing from linux perf script output: "));
    }

    /** The tool adds up all profiles. To start it for each of them would take long. */
    @Test
    void pprofsOwnToolFindsEachSample() throws Exception {
        Means.require("go");
        List<String> command = new ArrayList<>(List.of("go", "tool", "pprof", "-raw"));
        for (String name : traces.keySet()) {
            command.add(file(name, ".pb.gz", ViewersIT::pprof).toString());
        }
        String raw = run(command);
        long found = Pattern.compile("(?m)^ +(\\d+) +\\d+: ")
                .matcher(raw.substring(raw.indexOf("Samples:"), raw.indexOf("Locations")))
                .results()
                .mapToLong(line -> Long.parseLong(line.group(1)))
                .sum();
        assertThat(found)
                .isEqualTo(traces.values().stream().mapToLong(Trace::size).sum());
    }

    /** The Firefox Profiler looks at the first line, and then ignores samples in which it finds no frame. */
    @Test
    void theFirefoxProfilerRecognisesPerfTextAndFindsAFrameInEachSample() throws Exception {
        Pattern frame = Pattern.compile("(?m)^\\s+\\w+ [^(\\s].* \\([^)]*\\)");
        for (String name : traces.keySet()) {
            String text = Files.readString(file(name, ".perf", ViewersIT::perf));
            assertThat(text).as(name).startsWith("# ========\n");
            assertThat(samples(text))
                    .as(name)
                    .hasSize(traces.get(name).size())
                    .allMatch(sample -> frame.matcher(sample).find());
        }
    }

    /** FlameScope looks at the first line that is no comment. That line must have a time and an event. */
    @Test
    void flameScopeRecognisesPerfTextAndTheTimeOfEachSample() throws Exception {
        Pattern event = Pattern.compile(" [\\d.]+: .+?: $");
        for (String name : traces.keySet()) {
            String text = Files.readString(file(name, ".perf", ViewersIT::perf));
            String first = text.lines()
                    .filter(line -> !line.startsWith("#"))
                    .findFirst()
                    .orElseThrow();
            assertThat(first).as(name).containsPattern(event);
            assertThat(samples(text))
                    .as(name)
                    .allMatch(sample -> event.matcher(sample.lines().findFirst().orElseThrow())
                            .find());
        }
    }

    @Test
    void noExportIsTakenForFoldedStacksExceptFoldedStacks() throws Exception {
        Pattern folded = Pattern.compile(" \\d+$");
        for (String name : traces.keySet()) {
            for (Writing writing : List.<Writing>of(ViewersIT::perf, ViewersIT::speedscope)) {
                String text = Files.readString(file(name, ".text", writing));
                assertThat(text.lines().findFirst().orElseThrow()).as(name).doesNotContainPattern(folded);
            }
            assertThat(Files.readAllLines(file(name, ".folded", ViewersIT::folded)))
                    .as(name)
                    .allSatisfy(line -> assertThat(line).containsPattern(folded));
        }
    }

    /** The command that reads files with speedscope's importer. */
    private static List<String> speedscope() {
        Means.require("node", "speedscope");
        return new ArrayList<>(List.of(
                "node",
                "src/test/resources/viewers/speedscope.js",
                Means.program("speedscope") + "/node_modules/speedscope/dist/release"));
    }

    /** The texts of the samples in perf script text, without the comments. */
    private static List<String> samples(String text) {
        String plain = Pattern.compile("(?m)^#.*\n").matcher(text).replaceAll("");
        return Pattern.compile("\n\n+")
                .splitAsStream(plain)
                .filter(sample -> !sample.isBlank())
                .toList();
    }

    private static void folded(Trace trace, OutputStream out) throws IOException {
        FoldedStacks.of(trace, Selection.ALL, Weight.samples).print(out);
    }

    private static void speedscope(Trace trace, OutputStream out) throws IOException {
        SpeedscopeWriter.write(trace, Selection.ALL, Weight.samples, out);
    }

    private static void pprof(Trace trace, OutputStream out) throws IOException {
        PprofWriter.write(trace, Selection.ALL, out);
    }

    private static void perf(Trace trace, OutputStream out) throws IOException {
        PerfScriptWriter.write(trace, Selection.ALL, out);
    }

    private Path file(String name, String suffix, Writing writing) throws IOException {
        Path file = directory.resolve(name + suffix);
        try (OutputStream out = Files.newOutputStream(file)) {
            writing.write(traces.get(name), out);
        }
        return file;
    }

    private static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
