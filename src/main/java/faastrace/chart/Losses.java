package faastrace.chart;

import com.fasterxml.jackson.core.JsonGenerator;
import faastrace.trace.Skipped;
import java.io.IOException;

/** Writes what was left out of a trace, so that the page can show it. */
final class Losses {
    private final JsonGenerator json;

    Losses(JsonGenerator json) {
        this.json = json;
    }

    /**
     * Writes how many items of each kind were left out.
     *
     * @param crowded the number of samples whose owners can't be written, because there is no room
     * @param kept the number of samples that are written
     * @param beyond the number of samples that come after the written samples and are left out
     */
    void write(Skipped skipped, long crowded, long kept, long beyond) throws IOException {
        json.writeArrayFieldStart("lost");
        lost(
                skipped.headLines(),
                "head line that is malformed or over a limit",
                "head lines that are malformed or over a limit");
        lost(skipped.strange(), "unreadable line", "unreadable lines");
        lost(skipped.cut(), "line cut short", "lines cut short");
        lost(skipped.deepFrames(), "frame too deep", "frames too deep");
        lost(skipped.truncatedSamples(), "truncated sample", "truncated samples");
        lost(skipped.tooLate(), "sample whose time is too large", "samples whose times are too large");
        lost(skipped.leftOut(), "name or stack over the limit", "names or stacks over the limit");
        lost(
                skipped.uncountable(),
                "count that has a fraction or is too large",
                "counts that have a fraction or are too large");
        lost(skipped.broken() ? 1 : 0, "damaged or missing end", "");
        lost(
                skipped.crowded() + crowded,
                "sample shared by too many invocations and counted under none",
                "samples shared by too many invocations and counted under none");
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
