package faastrace.pages;

import faastrace.markup.MarkupTemplate;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The templates of the collector's pages, {@code pages/NAME.html.ftl}, and the values that all templates can use. */
final class PageTemplate {
    private PageTemplate() {}

    static String fill(String name, PageLinks site, Map<String, ?> values) {
        return fill(name, site, Instant.now(), values);
    }

    /** @param now the reference time for texts such as "2 h ago" */
    static String fill(String name, PageLinks site, Instant now, Map<String, ?> values) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("site", site);
        all.put("assets", Arrays.stream(Asset.values()).collect(Collectors.toMap(Asset::name, Asset::path)));
        all.put("human", new HumanFormat(now));
        all.put("sparkline", new Sparkline());
        return MarkupTemplate.fill("pages/" + name + ".html.ftl", all);
    }
}
