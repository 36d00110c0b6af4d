package faastrace.collector;

import faastrace.pages.ListPage;
import java.io.IOException;
import java.time.Instant;

/** {@code GET /}: functions and their traces, as a page. */
final class ListPageRoute implements Route {
    private final TraceFolder folder;
    private final Pictures pictures;

    ListPageRoute(TraceFolder folder, Pictures pictures) {
        this.folder = folder;
        this.pictures = pictures;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public boolean matches(String path) {
        return path.equals("/");
    }

    @Override
    public void answer(Exchange exchange) throws IOException {
        Parameters asked = Parameters.of(exchange);
        String order = ListPage.knows(asked.text("order")) ? asked.text("order") : "newest";
        String first = TracePath.key(asked.text("first")).isPresent() ? asked.text("first") : "";
        ListPage.Asked view = new ListPage.Asked(
                asked.text("q").strip(), asked.text("name"), order, Math.max(1, asked.number("page", 1)), first);
        ListPage.Found found = Catalogue.read(folder, pictures, view);
        exchange.page(200, ListPage.of(view, found, Instant.now(), Session.isThere(exchange)));
    }
}
