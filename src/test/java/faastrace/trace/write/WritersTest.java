package faastrace.trace.write;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.document.Json;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import faastrace.trace.read.TraceReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WritersTest {
    private static final String TEXT = "# faas-trace 1\n# faas-trace meta function=pi rate=100\n"
            + "# faas-trace invocation id=a start=1.0 end=2.0 pid=7 tid=8 overlap=0\n"
            + "app 7/8 [001] 1.500000: 10000000 cpu-clock:u: \n\t7f leaf+0x1 (/bin/app)\n\t7f main (/bin/app)\n\n"
            + "V8 \"W\" 7/9 1.250000: 10000000 cpu-clock:u: \n\t7f [unknown] (/lib/x.so)\n\t7f fast (inlined)\n\n"
            + "app 7/8 [001] 1.600000: 10000000 cpu-clock:u: \n\t80 leaf+0x2 (/bin/app)\n\t7f main (/bin/app)\n\n";

    @TempDir
    Path directory;

    private interface Writing {
        void write(Trace trace, OutputStream out) throws IOException;
    }

    @Test
    void speedscopeGetsAProfileForEachThreadInTheOrderOfTime() throws IOException {
        String json = written((trace, out) -> SpeedscopeWriter.write(trace, Selection.ALL, Weight.samples, out))
                .toString(UTF_8);
        Json.read("speedscope", json);
        assertThat(json)
                .contains("{\"name\":\"leaf\",\"file\":\"/bin/app\"}")
                .contains("{\"name\":\"[x.so]\",\"file\":\"/lib/x.so\"}")
                .contains("\"name\":\"app 7/8\",\"unit\":\"none\",\"startValue\":0,\"endValue\":2")
                .contains("\"name\":\"V8 \\\"W\\\" 7/9\"")
                .contains("\"samples\":[[1,0],[1,0]],\"weights\":[1,1]");
    }

    @Test
    void pprofIsReadByItsOwnTool() throws Exception {
        Means.require("go");
        Path file = directory.resolve("pi.pb.gz");
        Files.write(
                file,
                written((trace, out) -> PprofWriter.write(trace, Selection.ALL, out))
                        .toByteArray());
        Process tool = new ProcessBuilder("go", "tool", "pprof", "-top", "-sample_index=samples", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(tool.getInputStream().readAllBytes(), UTF_8);
        assertThat(tool.waitFor()).as(said).isZero();
        assertThat(said).contains("of 3 total").containsPattern("2 66.67% +66.67% +2 66.67% +leaf");
    }

    @Test
    void pprofHoldsTimeAndThreads() throws IOException {
        byte[] packed = written((trace, out) -> PprofWriter.write(trace, Selection.ALL, out))
                .toByteArray();
        String profile = new String(new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes(), ISO_8859_1);
        assertThat(profile).contains("nanoseconds", "thread", "V8 \"W\"", "/bin/app", "pid", "tid");
    }

    @Test
    void perfScriptIsReadBackInTheOrderOfTimeWithItsHead() throws IOException {
        String text = written((trace, out) -> PerfScriptWriter.write(trace, Selection.ALL, out))
                .toString(UTF_8);
        Trace again = read(text);
        assertThat(again.heads()).isEqualTo(read(TEXT).heads());
        assertThat(again.nanos(0)).isEqualTo(1_250_000_000L);
        assertThat(again.commandName(again.command(0))).isEqualTo("V8 \"W\"");
        assertThat(folded(again)).isEqualTo(folded(read(TEXT)));
        assertThat(again.skipped().lossy()).isFalse();
        assertThat(text)
                .as("the Firefox Profiler looks at the first line")
                .startsWith("# ========\n# faas-trace 1\n")
                .endsWith("\n\n");
    }

    private static String folded(Trace trace) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FoldedStacks.of(trace, Selection.ALL, Weight.period).print(out);
        return out.toString(UTF_8);
    }

    private static ByteArrayOutputStream written(Writing writing) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writing.write(read(TEXT), out);
        return out;
    }

    private static Trace read(String text) throws IOException {
        TraceReader reader = TraceReader.ofSamples();
        reader.add(new ByteArrayInputStream(text.getBytes(UTF_8)));
        return reader.trace();
    }
}
