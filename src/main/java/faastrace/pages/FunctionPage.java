package faastrace.pages;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The collector's page of one function, or of one of its traces: the invocations over time, the versions, and a
 * selection compared with the rest.
 */
public final class FunctionPage {
    private FunctionPage() {}

    /**
     * What the page shows.
     *
     * @param name the function's name
     * @param folder the own name of the function's folder
     * @param trace the only trace whose invocations are shown; empty for all traces of the function
     * @param selection what is selected; empty if nothing is
     */
    public record Content(String name, String folder, Optional<ListedTrace> trace, Optional<Selected> selection) {}

    /**
     * A selection of invocations.
     *
     * @param query the query that contains the scope and the selection
     * @param name the name of the selection, such as {@code the slowest 5 %}
     * @param rest the name of the invocations with which it is compared
     * @param difference whether the difference is shown; otherwise, the selection alone
     */
    public record Selected(String query, String name, String rest, boolean difference) {}

    /**
     * The HTML of the whole page.
     *
     * @param traceLink the address of distributed traces, if the page links to them
     * @param archives whether the collector archives past hours, which the page then offers to restore
     */
    public static String of(Content content, Optional<TraceLink> traceLink, boolean archives, PageLinks site) {
        Map<String, Object> values = new HashMap<>();
        values.put("name", content.name());
        content.trace().ifPresent(trace -> values.put("trace", trace));
        values.put("view", view(content));
        values.put("archive", archives ? site.to("v1/archive") : "");
        values.put("traceLink", traceLink.map(TraceLink::pattern).orElse(""));
        values.put("api", site.to("v1/functions/" + content.folder()));
        values.put("page", site.to("functions/" + content.folder()));
        values.put("list", ListPage.Asked.ofFunction(content.name(), "").address());
        content.selection().ifPresent(selected -> values.put("selected", selected));
        return PageTemplate.fill("function", site, values);
    }

    private static String view(Content content) {
        return content.selection()
                .map(selected -> selected.difference() ? "compare" : "flamegraph")
                .orElse("function");
    }
}
