package faastrace.trace.write;

import static java.nio.charset.StandardCharsets.UTF_8;

import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import faastrace.trace.read.TraceReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Folds traces, and reads the lines. */
abstract class FoldedStacksFixture {
    static List<String> fold(Selection selection, String trace) throws IOException {
        return text(FoldedStacks.of(read(trace), selection, Weight.samples));
    }

    static Trace read(String... traces) throws IOException {
        TraceReader reader = TraceReader.ofSamples();
        for (String trace : traces) {
            reader.add(new ByteArrayInputStream(trace.getBytes(UTF_8)));
        }
        return reader.trace();
    }

    static List<String> text(FoldedStacks stacks) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        stacks.print(out);
        return out.toString(UTF_8).lines().toList();
    }

    static String sample(String time, String... frames) {
        StringBuilder text = new StringBuilder("app 7/8 [000] " + time + ": 1 cpu-clock:u:\n");
        Arrays.stream(frames)
                .forEach(frame -> text.append("\t7f ").append(frame).append('\n'));
        return text.append('\n').toString();
    }
}
