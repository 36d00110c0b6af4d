package faastrace.collector.views;

import faastrace.chart.Caption;
import faastrace.chart.FlameGraph;
import faastrace.chart.HeatMap;
import faastrace.chart.HeatMapText;
import faastrace.chart.NoSamples;
import faastrace.chart.Page;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import faastrace.trace.write.FoldedStacks;
import faastrace.trace.write.PerfScriptWriter;
import faastrace.trace.write.PprofWriter;
import faastrace.trace.write.SpeedscopeWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The formats that a trace, or a part of it, can be exported to. */
public enum ExportFormat {
    html("profile.html", "text/html; charset=utf-8"),
    perf("profile.perf", "text/plain; charset=utf-8"),
    speedscope("profile.speedscope.json", "application/json"),
    pprof("profile.pb.gz", "application/octet-stream"),
    folded("profile.folded", "text/plain; charset=utf-8"),
    flamegraph("flamegraph.svg", "image/svg+xml"),
    heatmap("heatmap.svg", "image/svg+xml"),
    heat("heatmap.json", "application/json");

    private static final int ROWS = 50;
    private static final Set<ExportFormat> KEEPING_EVENTS_APART = EnumSet.of(html, perf);

    private static final Set<ExportFormat> WITH_TIMES = EnumSet.of(perf, heatmap, heat);

    private final String file;
    private final String type;

    ExportFormat(String file, String type) {
        this.file = file;
        this.type = type;
    }

    /** The last segment of the URL path of this format. */
    public String file() {
        return file;
    }

    /** Whether the format adds up samples. If it does, all samples must be of the same event. */
    public boolean addsUp() {
        return !KEEPING_EVENTS_APART.contains(this);
    }

    /** Whether the format contains the time of each sample. */
    public boolean needsTimes() {
        return WITH_TIMES.contains(this);
    }

    /** The media type of the format. */
    public String type() {
        return type;
    }

    /** Writes the selected samples of a trace in this format. */
    public void write(String title, Instant received, Trace trace, Selection selection, Weight weight, OutputStream out)
            throws IOException {
        Caption caption = Caption.of(title, Optional.of(received), trace, selection);
        switch (this) {
            case html -> Page.heatMap(title, trace, selection, out);
            case perf -> PerfScriptWriter.write(trace, selection, out);
            case speedscope -> SpeedscopeWriter.write(trace, selection, weight, out);
            case pprof -> PprofWriter.write(trace, selection, out);
            case folded -> FoldedStacks.of(trace, selection, weight).print(out);
            case flamegraph ->
                FlameGraph.of(trace, selection, weight, false)
                        .writeSvg(caption, NoSamples.explain(trace, selection).orElse(""), out);
            case heatmap ->
                HeatMapText.svg(
                        HeatMap.of(trace, selection, ROWS, weight),
                        weight,
                        caption,
                        NoSamples.explain(trace, selection).orElse(""),
                        out);
            case heat -> HeatMap.of(trace, selection, ROWS, weight).write(out);
        }
    }
}
