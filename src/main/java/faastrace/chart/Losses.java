package faastrace.chart;

import com.fasterxml.jackson.core.JsonGenerator;
import faastrace.trace.Skipped;
import java.io.IOException;

/** What is missing from a trace, for whoever looks at the rest. */
final class Losses {
    private final JsonGenerator json;

    Losses(JsonGenerator json) {
        this.json = json;
    }

    /**
     * Writes each kind of what is missing.
     *
     * @param crowded samples whose owners are more than there is room for
     * @param kept how many samples are written
     * @param beyond how many come after those
     */
    void write(Skipped skipped, long crowded, long kept, long beyond) throws IOException {
        json.writeArrayFieldStart("lost");
        lost(skipped.strange(), "line that can’t be read", "lines that can’t be read");
        lost(skipped.cut(), "line cut short", "lines cut short");
        lost(skipped.deepFrames(), "frame too deep", "frames too deep");
        lost(skipped.truncatedSamples(), "sample that breaks off", "samples that break off");
        lost(skipped.tooLate(), "sample whose time is too large", "samples whose times are too large");
        lost(skipped.leftOut(), "name or stack of too many", "names or stacks of too many");
        lost(skipped.uncountable(), "count with a fraction, or too large", "counts with a fraction, or too large");
        lost(skipped.broken() ? 1 : 0, "end that is missing", "");
        lost(
                skipped.crowded() + crowded,
                "sample that too many invocations share, counted under none",
                "samples that too many invocations share, counted under none");
        lost(beyond, "sample after the first " + kept, "samples after the first " + kept);
        json.writeEndArray();
    }

    private void lost(long count, String one, String many) throws IOException {
        if (count > 0) {
            json.writeStartArray();
            json.writeNumber(count);
            json.writeString(count == 1 ? one : many);
            json.writeEndArray();
        }
    }
}
