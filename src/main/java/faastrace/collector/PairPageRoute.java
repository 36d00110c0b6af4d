package faastrace.collector;

import faastrace.pages.Listed;
import faastrace.pages.PairPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code GET /compare?t=FOLDER/FILE&t=FOLDER/FILE}: two traces against each other, as a page. */
final class PairPageRoute extends FixedRoute {
    private final TraceFolder folder;
    private final Pictures pictures;

    PairPageRoute(TraceFolder folder, Pictures pictures) {
        super("GET", "/compare", false);
        this.folder = folder;
        this.pictures = pictures;
    }

    @Override
    public void answer(Exchange exchange) throws IOException {
        List<String> keys = Parameters.of(exchange).fields().getValuesOrEmpty("t");
        if (keys.size() != 2) {
            exchange.page(200, PairPage.choose(Session.isThere(exchange)));
            return;
        }
        List<Listed> sides = new ArrayList<>();
        for (String key : keys) {
            Path trace = TracePath.key(key)
                    .flatMap(parts -> folder.find(parts[0], parts[1]))
                    .orElseThrow(TracePath::missing);
            sides.add(Catalogue.listed(folder, pictures, trace).orElseThrow(TracePath::missing));
            pictures.get(trace, Kept.Kind.profile2, true);
        }
        exchange.page(200, PairPage.of(sides.get(0), sides.get(1), Session.isThere(exchange)));
    }
}
