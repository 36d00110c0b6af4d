package faastrace.pages;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The collector's page with the flame graph of several traces. */
public final class MergedPage {
    private MergedPage() {}

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
