package faastrace.collector.routes;

import faastrace.collector.http.FixedRoute;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.http.QueryParameters;
import faastrace.collector.store.StoredTrace;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.AsyncAnswer;
import faastrace.collector.views.Catalogue;
import faastrace.collector.views.Listing;
import faastrace.collector.views.LookupThreads;
import faastrace.collector.views.Pictures;
import faastrace.collector.views.Ranked;
import faastrace.collector.views.TraceOrder;
import faastrace.collector.views.TracePath;
import faastrace.collector.views.TraceQuery;
import faastrace.pages.ListPage;
import faastrace.pages.ListedTrace;
import faastrace.pages.PageLinks;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.UrlEncoded;

/** {@code GET /}: functions and their traces, as a page. */
final class ListPageRoute extends FixedRoute {
    private static final Pattern CALL = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int ROOM = 50;

    private final TraceFolder folder;
    private final Pictures pictures;
    private final LookupThreads lookups;

    ListPageRoute(TraceFolder folder, Pictures pictures, LookupThreads lookups) {
        super("GET", "/", false);
        this.folder = folder;
        this.pictures = pictures;
        this.lookups = lookups;
    }

    /** Makes a page that nobody gets, because the first page after a start takes half a second longer. */
    static void warmUp(TraceFolder folder, Pictures pictures, LookupThreads lookups) {
        ListPage.Asked asked = new ListPage.Asked("", "", "newest", 1, "");
        Question question = new Question(asked, "", PageLinks.at(0, false));
        lookups.ask(List.of("warm-up"), () -> {
            folder.inventory().awaitFresh();
            return question.page(Catalogue.read(folder, pictures, asked));
        });
    }

    /** The parameters of a page. Requests with equal parameters can share the same page. */
    private record Question(ListPage.Asked view, String after, PageLinks site) {
        boolean mayBeCall(ListPage.Found found) {
            return found.traceCount() == 0 && CALL.matcher(view.search()).matches();
        }

        String page(ListPage.Found found) {
            return ListPage.of(view, found, Instant.now(), site);
        }
    }

    @Override
    public void answer(HttpExchange exchange) {
        QueryParameters asked = QueryParameters.of(exchange);
        String order = ListPage.knows(asked.text("order")) ? asked.text("order") : "newest";
        String first = TracePath.key(asked.text("first")).isPresent() ? asked.text("first") : "";
        ListPage.Asked view = new ListPage.Asked(
                asked.text("q").strip(), asked.text("name"), order, Math.max(1, asked.number("page", 1)), first);
        Question question = new Question(view, asked.text("after"), exchange.site());
        AsyncAnswer.answer(exchange, page(question), page -> exchange.page(200, page));
    }

    private CompletableFuture<String> page(Question question) {
        CompletableFuture<Answer> found = lookups.ask(question, () -> {
            folder.inventory().awaitFresh();
            ListPage.Found all = Catalogue.read(folder, pictures, question.view());
            return new Answer(all, question.mayBeCall(all) ? "" : question.page(all));
        });
        return found.thenCompose(answer -> answer.page().isEmpty()
                ? lookups.askLong(List.of(CALL, question), () -> question.page(holding(question, answer.found())))
                : CompletableFuture.completedFuture(answer.page()));
    }

    /** The result and its page. The page is empty if the heads of traces must be searched too. */
    private record Answer(ListPage.Found found, String page) {}

    /** No trace matches the search text as a name. Searches the heads of traces for an invocation with this id. */
    private ListPage.Found holding(Question question, ListPage.Found none) throws IOException {
        String call = question.view().search();
        TraceQuery query = new TraceQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(call),
                TraceOrder.newest,
                ROOM,
                Ranked.of(TraceOrder.newest, question.after()));
        Listing.Page page = Listing.read(folder, pictures, query);
        List<ListedTrace> traces = new ArrayList<>();
        for (StoredTrace trace : page.traces()) {
            Catalogue.listed(
                            folder,
                            pictures,
                            folder.directory().resolve(trace.folder()).resolve(trace.file()))
                    .ifPresent(traces::add);
        }
        String more = page.next()
                .map(place -> "?q=" + UrlEncoded.encodeString(call) + "&after="
                        + UrlEncoded.encodeString(place.text(TraceOrder.newest)))
                .orElse("");
        return none.holding(call, traces, more);
    }
}
