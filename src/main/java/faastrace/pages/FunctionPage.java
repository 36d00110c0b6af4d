package faastrace.pages;

import java.util.Map;

/**
 * The collector's page of one function: its invocations over time, its versions, and a selection compared with the
 * rest.
 */
public final class FunctionPage {
    private FunctionPage() {}

    /**
     * The HTML of the whole page.
     *
     * @param name the function's name
     * @param folder the own name of the function's folder
     * @param selection the query that contains the selection; empty if nothing is selected
     */
    public static String of(String name, String folder, String selection, PageLinks site) {
        return PageTemplate.fill(
                "function",
                site,
                Map.of(
                        "name",
                        name,
                        "view",
                        selection.isEmpty() ? "function" : "compare",
                        "api",
                        site.to("v1/functions/" + folder),
                        "page",
                        site.to("functions/" + folder),
                        "list",
                        ListPage.Asked.ofFunction(name, "").address(),
                        "selection",
                        selection));
    }
}
