package faastrace.chart;

import static java.nio.charset.StandardCharsets.UTF_8;

import faastrace.trace.Trace;
import faastrace.trace.read.TraceReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;

/** Small traces for tests of flame graphs and heat maps. */
final class Traces {
    /** A caption without a date. */
    static final Caption CAPTION = new Caption("x", Optional.empty(), "");

    private Traces() {}

    static Trace of(String text) throws IOException {
        TraceReader reader = TraceReader.ofSamples();
        reader.add(new ByteArrayInputStream(text.getBytes(UTF_8)));
        return reader.trace();
    }

    static String sample(String time, String... frames) {
        StringBuilder text = new StringBuilder("app 7/8 [000] " + time + ": 1 cpu-clock:u:\n");
        for (String frame : frames) {
            text.append("\t7f ").append(frame).append(" (/a)\n");
        }
        return text.append('\n').toString();
    }
}
