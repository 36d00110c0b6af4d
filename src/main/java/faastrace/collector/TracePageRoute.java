package faastrace.collector;

import faastrace.pages.Listed;
import faastrace.pages.TracePage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** {@code GET /traces/FOLDER/FILE}: a trace's heat map and flame graph, as a page. */
final class TracePageRoute implements Route {
    private final TraceFolder folder;
    private final Pictures pictures;
    private final TracePath path = TracePath.ofPage("");

    TracePageRoute(TraceFolder folder, Pictures pictures) {
        this.folder = folder;
        this.pictures = pictures;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public boolean matches(String text) {
        return path.matches(text);
    }

    /** What the page will ask for is begun before it does. */
    @Override
    public void answer(Exchange exchange) throws IOException {
        Path trace = path.find(folder, exchange);
        try {
            Listed listed = Catalogue.listed(folder, pictures, trace).orElseThrow(TracePath::missing);
            pictures.get(trace, Kept.Kind.profile1, true);
            exchange.page(200, TracePage.of(listed, Beginning.head(trace), Session.isThere(exchange)));
        } catch (NoSuchFileException deletedMeanwhile) {
            throw TracePath.missing();
        }
    }
}
