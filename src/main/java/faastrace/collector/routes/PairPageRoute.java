package faastrace.collector.routes;

import faastrace.collector.http.FixedRoute;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.http.QueryParameters;
import faastrace.collector.store.DerivedFile;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.Analyst;
import faastrace.collector.views.Catalogue;
import faastrace.collector.views.Pictures;
import faastrace.collector.views.TracePath;
import faastrace.pages.ListedTrace;
import faastrace.pages.PairPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * {@code GET /compare?t=FOLDER/FILE&t=FOLDER/FILE}: the page that compares two traces. The older trace is shown as
 * “before”, and the newer one as “after”. To set the order, use {@code before=FOLDER/FILE&after=FOLDER/FILE}.
 */
final class PairPageRoute extends FixedRoute {
    private static final Comparator<ListedTrace> BY_AGE =
            Comparator.comparing(ListedTrace::time).thenComparing(ListedTrace::key);

    private final TraceFolder folder;
    private final Pictures pictures;

    PairPageRoute(TraceFolder folder, Pictures pictures) {
        super("GET", "/compare", false);
        this.folder = folder;
        this.pictures = pictures;
    }

    @Override
    public void answer(HttpExchange exchange) throws IOException {
        QueryParameters asked = QueryParameters.of(exchange);
        List<String> marked = asked.fields().getValuesOrEmpty("t");
        boolean said = !asked.text("before").isEmpty() && !asked.text("after").isEmpty();
        if (said) {
            ListedTrace before = side(asked.text("before"));
            ListedTrace after = side(asked.text("after"));
            exchange.page(200, PairPage.of(before, after, exchange.site()));
        } else if (marked.size() == 2) {
            List<ListedTrace> sides = new ArrayList<>(List.of(side(marked.get(0)), side(marked.get(1))));
            sides.sort(BY_AGE);
            exchange.page(200, PairPage.of(sides.get(0), sides.get(1), exchange.site()));
        } else {
            for (String key : marked) {
                find(key);
            }
            exchange.page(200, PairPage.choose(exchange.site()));
        }
    }

    /**
     * The list entry of a trace. Also starts to read the trace, because the page will request the trace's data next.
     */
    private ListedTrace side(String key) throws IOException {
        Path trace = find(key);
        pictures.get(trace, DerivedFile.Kind.profile6, Analyst.Urgency.now);
        return Catalogue.listed(folder, pictures, trace).orElseThrow(TracePath::missing);
    }

    private Path find(String key) throws IOException {
        String[] parts = TracePath.key(key).orElseThrow(TracePath::missing);
        return TracePath.find(folder, parts[0], parts[1]).orElseThrow(TracePath::missing);
    }
}
