package faastrace.collector;

import faastrace.pages.ListPage;
import faastrace.pages.Listed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.UrlEncoded;

/** {@code GET /}: functions and their traces, as a page. */
final class ListPageRoute extends FixedRoute {
    private static final Pattern CALL = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int ROOM = 50;

    private final TraceFolder folder;
    private final Pictures pictures;

    ListPageRoute(TraceFolder folder, Pictures pictures) {
        super("GET", "/", false);
        this.folder = folder;
        this.pictures = pictures;
    }

    @Override
    public void answer(Exchange exchange) throws IOException {
        Parameters asked = Parameters.of(exchange);
        String order = ListPage.knows(asked.text("order")) ? asked.text("order") : "newest";
        String first = TracePath.key(asked.text("first")).isPresent() ? asked.text("first") : "";
        ListPage.Asked view = new ListPage.Asked(
                asked.text("q").strip(), asked.text("name"), order, Math.max(1, asked.number("page", 1)), first);
        ListPage.Found found = Catalogue.read(folder, pictures, view);
        if (found.traceCount() == 0 && CALL.matcher(view.search()).matches()) {
            found = holding(view.search(), asked.text("after"), found);
        }
        exchange.page(200, ListPage.of(view, found, Instant.now(), Session.isThere(exchange)));
    }

    /** No function is called so: it may be the id of a call, which stands in the head of a trace. */
    private ListPage.Found holding(String call, String after, ListPage.Found none) throws IOException {
        Query query = new Query(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(call), true, ROOM, Place.of(after));
        Listing.Page page = Listing.read(folder, query);
        List<Listed> traces = new ArrayList<>();
        for (StoredTrace trace : page.traces()) {
            Path path = folder.directory().resolve(trace.folder()).resolve(trace.file());
            Catalogue.listed(folder, pictures, path).ifPresent(traces::add);
        }
        String more = page.next()
                .map(place ->
                        "/?q=" + UrlEncoded.encodeString(call) + "&after=" + UrlEncoded.encodeString(place.text()))
                .orElse("");
        return new ListPage.Found(none.functions(), 0, traces, traces.size(), 1, "", call, more);
    }
}
