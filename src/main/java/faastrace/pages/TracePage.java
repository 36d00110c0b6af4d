package faastrace.pages;

import faastrace.chart.Page;
import faastrace.trace.Head;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The page of one trace: the charts' own, filled by the collector, with what else can be done with the trace. */
public final class TracePage {
    /** What a trace can be had as; the path behind the trace's, and what it is good for. */
    private static final List<List<String>> FORMS = List.of(
            List.of("profile.html", "This page", "one file that needs only a browser"),
            List.of("profile.perf", "perf script", "the Firefox Profiler, FlameScope"),
            List.of("profile.speedscope.json", "speedscope", "speedscope"),
            List.of("profile.pb.gz", "pprof", "go tool pprof, Pyroscope, Parca"),
            List.of("profile.folded", "Folded stacks", "flame-graph tools"),
            List.of("flamegraph.svg", "Flame graph", "a picture, SVG"),
            List.of("heatmap.svg", "Heat map", "a picture, SVG"));

    /** Those that hold samples of several events; the others add samples up, which must be of one event. */
    private static final Set<String> KEEPING_EVENTS_APART = Set.of("profile.html", "profile.perf");

    /** Those that a trace without times can't be had as. */
    private static final Set<String> WITH_TIMES = Set.of("profile.perf", "heatmap.svg");

    private TracePage() {}

    /** The whole page. */
    public static String of(Listed trace, Head head, Site site) {
        String api = site.to("v1/traces/" + trace.key());
        Html html = Layout.begin(
                trace.name() + ", " + HumanFormat.time(trace.time()),
                site,
                "class",
                "trace",
                "data-view",
                "heatmap",
                "data-trace",
                api,
                "data-key",
                trace.key());
        html.open("div", "class", "title").open("p", "class", "path");
        html.element("a", "All functions", "href", site.root()).text(" / ");
        html.element(
                "a",
                trace.name(),
                "href",
                site.to(new ListPage.Asked("", trace.name(), "newest", 1, "").with("page", "")));
        html.close().element("h1", trace.name() + ", " + HumanFormat.time(trace.time()) + " UTC");
        html.element("p", "Drawing…", "id", "facts", "role", "status");
        meta(html, head, trace);
        html.open("p", "class", "act");
        html.element(
                "a",
                "Compare with another …",
                "class",
                "button",
                "href",
                site.to(new ListPage.Asked("", trace.name(), "newest", 1, trace.key()).with("page", "")));
        html.element("button", "Delete …", "type", "button", "id", "delete").close();
        html.close().open("main", "id", "main").own(Page.main());
        downloads(html, api);
        html.close();
        confirm(html, trace);
        html.open("footer")
                .own("Keys: <kbd>/</kbd> search, <kbd>i</kbd> icicle, <kbd>d</kbd> dark, <kbd>Esc</kbd> back."
                        + " The address holds the whole view.")
                .close();
        return Layout.script(html, site, Asset.chart, Asset.live).toString();
    }

    private static void meta(Html html, Head head, Listed trace) {
        Map<String, String> meta = new TreeMap<>(head.meta());
        meta.put("size", HumanFormat.bytes(trace.bytes()));
        html.open("dl", "class", "meta");
        meta.forEach((key, value) ->
                html.open("div").element("dt", key).element("dd", value).close());
        html.close();
    }

    private static void downloads(Html html, String api) {
        html.open("section", "aria-labelledby", "downloads").element("h2", "Take it along", "id", "downloads");
        html.element("p", "What is chosen above: range, thread, invocation.", "id", "chosen");
        html.open("ul", "class", "forms");
        for (List<String> form : FORMS) {
            html.open("li")
                    .element(
                            "a",
                            form.get(1),
                            "class",
                            "button form",
                            "download",
                            "",
                            "href",
                            api + "/" + form.get(0),
                            "data-form",
                            api + "/" + form.get(0),
                            "data-event",
                            KEEPING_EVENTS_APART.contains(form.get(0)) ? null : "one",
                            "data-times",
                            WITH_TIMES.contains(form.get(0)) ? "yes" : null);
            html.element("span", form.get(2), "class", "soft").close();
        }
        html.open("li").element("a", "As it was sent", "class", "button", "download", "", "href", api);
        html.element("span", "the whole, packed", "class", "soft").close();
        html.close().close();
    }

    private static void confirm(Html html, Listed trace) {
        html.open("dialog", "id", "sure", "aria-labelledby", "sureTitle");
        html.element("h2", "Delete this trace?", "id", "sureTitle");
        html.element(
                "p",
                trace.name() + ", " + HumanFormat.time(trace.time()) + ", " + HumanFormat.bytes(trace.bytes())
                        + ". It can’t be brought back.");
        html.open("form", "method", "dialog").element("button", "Keep it");
        html.element("button", "Delete it", "id", "deleteNow", "type", "button", "class", "bad")
                .close();
        html.element("p", "", "id", "deleteStatus", "role", "status").close();
    }
}
