package faastrace.pages;

import faastrace.trace.Head;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The collector's page of one trace: the charts, downloads, and buttons to compare and delete the trace. */
public final class TracePage {
    private TracePage() {}

    /** The HTML of the whole page. */
    public static String of(ListedTrace trace, Head head, Optional<TraceLink> traceLink, PageLinks site) {
        HumanFormat human = new HumanFormat(Instant.now());
        Map<String, String> meta = new TreeMap<>(head.meta());
        meta.remove(Head.EPOCH); // the page shows when the trace was received
        meta.put("size", human.bytes(trace.bytes()));
        Map<String, Object> values = new HashMap<>();
        values.put("trace", trace);
        values.put("traceLink", traceLink.map(TraceLink::pattern).orElse(""));
        values.put("time", human.time(trace.time()));
        values.put("meta", meta);
        values.put("api", site.to("v1/traces/" + trace.key()));
        values.put("calls", "functions/" + trace.folder() + "?trace=" + trace.file());
        values.put("others", ListPage.Asked.ofFunction(trace.name(), "").address());
        values.put(
                "partners", ListPage.Asked.ofFunction(trace.name(), trace.key()).address());
        return PageTemplate.fill("trace", site, values);
    }
}
