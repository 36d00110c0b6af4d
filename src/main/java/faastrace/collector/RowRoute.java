package faastrace.collector;

import faastrace.pages.Listed;
import faastrace.pages.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/** {@code GET /traces/FOLDER/FILE/row}: a trace's row of the list, once its samples are counted. */
final class RowRoute implements Route {
    private final TraceFolder folder;
    private final Pictures pictures;
    private final TracePath path = TracePath.ofPage("/row");

    RowRoute(TraceFolder folder, Pictures pictures) {
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

    @Override
    public void answer(Exchange exchange) throws IOException {
        Path trace = path.find(folder, exchange);
        String first = Parameters.of(exchange).text("first");
        String compared = TracePath.key(first).isPresent() ? first : "";
        Row.Way way = new Row.Way(compared, Parameters.of(exchange).text("call"));
        Later.answer(exchange, pictures.get(trace, Kept.Kind.summary1, false), kept -> {
            Listed listed = Catalogue.listed(folder, pictures, trace).orElseThrow(TracePath::missing);
            exchange.page(200, Row.of(listed, way, Instant.now()));
        });
    }
}
