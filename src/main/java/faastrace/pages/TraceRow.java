package faastrace.pages;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One trace's row in the list; also what a page asks for once its numbers are counted. */
public final class TraceRow {
    private final Html html;
    private final Listed trace;

    /**
     * Where its link leads.
     *
     * @param site where the list stands
     * @param first the trace to compare it with; empty for its own page
     * @param call the id of the invocation to show there; empty for all
     */
    public record Way(Site site, String first, String call) {
        String to(Listed trace) {
            if (!first.isEmpty()) {
                return site.to("compare?t=" + first + "&t=" + trace.key());
            }
            String view = call.isEmpty() ? "" : "#invocation=" + URLEncoder.encode(call, StandardCharsets.UTF_8);
            return site.to("traces/" + trace.key() + view);
        }
    }

    private TraceRow(Html html, Listed trace) {
        this.html = html;
        this.trace = trace;
    }

    /** The row alone, as a piece of a page. */
    public static String of(Listed trace, Way way, Instant now) {
        Html html = new Html();
        write(html, trace, way, now);
        return html.toString();
    }

    static void write(Html html, Listed trace, Way way, Instant now) {
        new TraceRow(html, trace).write(way, now);
    }

    private void write(Way way, Instant now) {
        Optional<Summary> known = trace.summary();
        html.open("tr", "role", "row", "data-trace", trace.key(), "data-counted", known.isPresent() ? "yes" : "no");
        came(way, now);
        cell("Function", trace.name(), "name");
        if (known.isPresent()) {
            numbers(known.get());
        } else {
            html.open("td", "role", "cell", "class", "course")
                    .element("span", "counting…", "class", "soft wait")
                    .close();
            for (String label : new String[] {"Lasted", "CPU", "Invocations", "Hottest"}) {
                cell(label, "", "number");
            }
        }
        cell("Size", HumanFormat.bytes(trace.bytes()), "number");
        html.close();
    }

    private void came(Way way, Instant now) {
        html.open("td", "role", "cell", "class", "came");
        if (way.first().isEmpty()) {
            html.open(
                    "input",
                    "type",
                    "checkbox",
                    "name",
                    "t",
                    "value",
                    trace.key(),
                    "aria-label",
                    "Compare " + trace.name() + " of " + HumanFormat.time(trace.time()));
        }
        html.open("a", "href", way.to(trace));
        html.element(
                        "time",
                        HumanFormat.time(trace.time()),
                        "datetime",
                        trace.time().toString())
                .close();
        html.element("span", HumanFormat.ago(trace.time(), now), "class", "soft")
                .close();
    }

    private void numbers(Summary summary) {
        html.open("td", "role", "cell", "class", "course");
        Sparkline.draw(html, summary.course());
        html.close();
        // A single sample has no length.
        cell("Lasted", summary.samples() < 2 ? "–" : HumanFormat.length(summary.spanNanos()), "number");
        String time = summary.cpuNanos() < 0 ? "" : HumanFormat.length(summary.cpuNanos());
        html.open("td", "role", "cell", "class", "number", "data-label", "CPU").text(time);
        html.element("span", HumanFormat.count(summary.samples(), "sample", "samples"), "class", "soft")
                .close();
        html.open("td", "role", "cell", "class", "number", "data-label", "Invocations");
        html.text(summary.invocations() == 0 ? "–" : String.valueOf(summary.invocations()));
        if (summary.invocations() > 0) {
            html.element("span", "slowest " + HumanFormat.length(summary.slowestNanos()), "class", "soft");
        }
        html.close();
        hottest(summary);
    }

    private void hottest(Summary summary) {
        html.open("td", "role", "cell", "class", "hot", "data-label", "Hottest", "title", summary.hottest());
        html.element("span", summary.hottest(), "class", "function");
        String share = summary.hottest().isEmpty() ? "" : (summary.hottestShare() + 5) / 10 + " %";
        String known = Stream.of(share, summary.language(), summary.host())
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(" · "));
        html.element("span", known, "class", "soft").close();
    }

    private void cell(String label, String text, String kind) {
        html.element("td", text, "role", "cell", "class", kind, "data-label", label);
    }
}
