package faastrace.pages;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The collector's page with the flame graph of several traces. */
public final class MergedPage {
    private MergedPage() {}

    /** The page that explains how to choose traces. */
    public static String choose(PageLinks site) {
        return PageTemplate.fill(
                "choose",
                site,
                Map.of(
                        "title",
                        "Show traces together",
                        "text",
                        "You can add up the samples of several traces in one flame graph. Select traces in the list, and press "
                                + "“Show together”. For all traces of a function, click its name in the list, and then "
                                + "“Flame graph of all traces”."));
    }

    /**
     * The HTML of the whole page. The script requests the data with the query of the page.
     *
     * @param name the function; empty if the traces are given by their keys
     * @param version the only version of the function that is shown; empty for all versions
     * @param keys the traces, as FOLDER/FILE; empty if a function is given
     */
    public static String of(String name, Optional<String> version, List<String> keys, PageLinks site) {
        Map<String, Object> values = new HashMap<>();
        values.put("name", name);
        version.ifPresent(text -> values.put("version", text));
        values.put("keys", keys);
        values.put("list", ListPage.Asked.ofFunction(name, "").address());
        values.put("api", site.to("v1/merged.json"));
        return PageTemplate.fill("merged", site, values);
    }
}
