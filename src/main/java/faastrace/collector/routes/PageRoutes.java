package faastrace.collector.routes;

import faastrace.collector.archive.Archive;
import faastrace.collector.http.Route;
import faastrace.collector.http.Tokens;
import faastrace.collector.routes.access.SignInPageRoute;
import faastrace.collector.routes.access.SignInRoute;
import faastrace.collector.routes.access.SignOutRoute;
import faastrace.collector.routes.function.FunctionNumbersRoute;
import faastrace.collector.routes.function.FunctionPageRoute;
import faastrace.collector.routes.function.FunctionSelectionRoute;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.ExportFormat;
import faastrace.collector.views.LookupThreads;
import faastrace.collector.views.Pictures;
import faastrace.pages.TraceLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The routes of the pages, and the routes of the data that the pages request. */
public final class PageRoutes {
    private PageRoutes() {}

    /**
     * Creates the routes.
     *
     * @param traceLink the address of distributed traces, if pages link to them
     * @param secure whether the collector uses HTTPS; if it does, cookies are marked as secure
     */
    public static List<Route> of(
            TraceFolder folder,
            Pictures pictures,
            LookupThreads lookups,
            Optional<Archive> archive,
            Optional<Tokens> tokens,
            Optional<TraceLink> traceLink,
            boolean secure) {
        List<Route> routes = new ArrayList<>(List.of(
                new ListPageRoute(folder, pictures, lookups),
                new ListRoute(folder, pictures, lookups, archive),
                new ArchiveRoute(archive, lookups),
                new RestoreRoute(archive, lookups),
                new TracePageRoute(folder, pictures, traceLink),
                new RowRoute(folder, pictures),
                new PairPageRoute(folder, pictures),
                new FunctionPageRoute(folder, pictures, traceLink, archive.isPresent()),
                new FunctionNumbersRoute(folder, pictures, lookups, traceLink.isPresent()),
                new AssetRoute(),
                new SummaryRoute(folder, pictures),
                new ProfileRoute(folder, pictures),
                new ProgressRoute(folder, pictures.analyst()),
                new SignInPageRoute(),
                new SignInRoute(tokens, secure),
                new SignOutRoute(secure)));
        routes.addAll(MergedRoutes.both(folder, lookups));
        routes.addAll(FunctionSelectionRoute.both(folder, pictures, lookups));
        for (ExportFormat export : ExportFormat.values()) {
            routes.add(new ExportRoute(folder, pictures.analyst(), export));
        }
        return routes;
    }

    /** Loads in the background what the first page needs. */
    public static void warmUp(TraceFolder folder, Pictures pictures, LookupThreads lookups) {
        ListPageRoute.warmUp(folder, pictures, lookups);
    }
}
