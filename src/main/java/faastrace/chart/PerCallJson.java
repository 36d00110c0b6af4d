package faastrace.chart;

import com.fasterxml.jackson.core.JsonGenerator;
import faastrace.trace.call.CallComparison;
import faastrace.trace.call.FunctionChange;
import faastrace.trace.call.Measure;
import faastrace.trace.call.Total;
import java.io.IOException;
import java.util.List;

/** Writes how the time of each invocation differs between two traces. All times are in nanoseconds. */
final class PerCallJson {
    private PerCallJson() {}

    static void write(CallComparison calls, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("perCall");
        counts(json, "calls", calls.calls());
        counts(json, "unsampled", calls.unsampled());
        times(json, "before", calls.before());
        times(json, "after", calls.after());
        total(json, calls.total(Measure.cpu));
        json.writeArrayFieldStart("functions");
        for (FunctionChange change : calls.changes()) {
            json.writeStartObject();
            json.writeNumberField("label", change.label());
            json.writeNumberField("before", Math.round(change.before()));
            json.writeNumberField("after", Math.round(change.after()));
            json.writeStringField("verdict", change.verdict().name());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void total(JsonGenerator json, Total total) throws IOException {
        json.writeObjectFieldStart("total");
        json.writeNumberField("before", Math.round(total.before()));
        json.writeNumberField("after", Math.round(total.after()));
        json.writeNumberField("low", Math.round(total.low()));
        json.writeNumberField("high", Math.round(total.high()));
        json.writeStringField("verdict", total.verdict().name());
        json.writeBooleanField("measured", total.measured());
        json.writeEndObject();
    }

    private static void counts(JsonGenerator json, String name, List<Integer> counts) throws IOException {
        json.writeArrayFieldStart(name);
        for (int count : counts) {
            json.writeNumber(count);
        }
        json.writeEndArray();
    }

    private static void times(JsonGenerator json, String name, double[] nanos) throws IOException {
        json.writeArrayFieldStart(name);
        for (double time : nanos) {
            json.writeNumber(Math.round(time));
        }
        json.writeEndArray();
    }
}
