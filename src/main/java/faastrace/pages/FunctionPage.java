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
     * @param selection the query that contains the scope and the selection; empty if nothing is selected
     */
    public record Content(String name, String folder, Optional<ListedTrace> trace, String selection) {}

    /** The HTML of the whole page. */
    public static String of(Content content, PageLinks site) {
        Map<String, Object> values = new HashMap<>();
        values.put("name", content.name());
        content.trace().ifPresent(trace -> values.put("trace", trace));
        values.put("view", content.selection().isEmpty() ? "function" : "compare");
        values.put("api", site.to("v1/functions/" + content.folder()));
        values.put("page", site.to("functions/" + content.folder()));
        values.put("list", ListPage.Asked.ofFunction(content.name(), "").address());
        values.put("selection", content.selection());
        return PageTemplate.fill("function", site, values);
    }
}
