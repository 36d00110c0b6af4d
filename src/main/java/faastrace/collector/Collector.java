package faastrace.collector;

import faastrace.collector.archive.Archive;
import faastrace.collector.http.HostNames;
import faastrace.collector.http.Route;
import faastrace.collector.http.Routes;
import faastrace.collector.http.Tokens;
import faastrace.collector.http.WebServer;
import faastrace.collector.index.InvocationIndex;
import faastrace.collector.metrics.Metrics;
import faastrace.collector.metrics.ProcessMetrics;
import faastrace.collector.routes.DeleteRoute;
import faastrace.collector.routes.DescriptionRoute;
import faastrace.collector.routes.FileRoute;
import faastrace.collector.routes.HeadRoute;
import faastrace.collector.routes.HealthRoute;
import faastrace.collector.routes.MetricsRoute;
import faastrace.collector.routes.PageRoutes;
import faastrace.collector.routes.ReadyRoute;
import faastrace.collector.routes.ReceiveRoute;
import faastrace.collector.store.DerivedFileCleanup;
import faastrace.collector.store.Limits;
import faastrace.collector.store.Retention;
import faastrace.collector.store.StoredTrace;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.Analyst;
import faastrace.collector.views.LookupThreads;
import faastrace.collector.views.Pictures;
import faastrace.collector.views.Summaries;
import faastrace.forward.ForwardSettings;
import faastrace.forward.Forwarder;
import faastrace.forward.Spool;
import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * A running server that receives traces over HTTP and stores them in a folder.
 *
 * <p>A trace is acknowledged only after it has been stored durably under its final file name. Until then, its file name
 * begins with a dot, so the trace is not listed.
 */
public final class Collector implements AutoCloseable {
    private static final double MILLIS = 1000;

    private final WebServer server;
    private final TraceFolder folder;
    private final ReceiveRoute receive;
    private final Upkeep upkeep;
    private final List<Runnable> endOfReaders;
    private final Optional<Forwarder> forwarder;
    private final Optional<Archive> archive;

    private Collector(
            WebServer server,
            TraceFolder folder,
            ReceiveRoute receive,
            Upkeep upkeep,
            List<Runnable> endOfReaders,
            Optional<Forwarder> forwarder,
            Optional<Archive> archive) {
        this.endOfReaders = endOfReaders;
        this.server = server;
        this.folder = folder;
        this.receive = receive;
        this.upkeep = upkeep;
        this.forwarder = forwarder;
        this.archive = archive;
    }

    /** Starts a collector without a listener. */
    public static Collector start(Settings settings) {
        return start(settings, trace -> {});
    }

    /**
     * Starts a collector.
     *
     * @param listener called for each trace after the trace was stored and acknowledged. The listener runs on the
     *     server's threads, so it must be quick and thread-safe
     * @throws Problem if the folder, the address, the token or the certificate can't be used
     */
    public static Collector start(Settings settings, Consumer<StoredTrace> listener) {
        return start(settings, listener, Optional.empty(), line -> {});
    }

    /**
     * Starts a collector that also pushes received traces to a backend, if one is given.
     *
     * @param say receives a line when pushes start to fail, and a line when they work again
     */
    public static Collector start(
            Settings settings,
            Consumer<StoredTrace> listener,
            Optional<ForwardSettings> backend,
            Consumer<String> say) {
        Optional<Tokens> tokens = settings.tokenFile().map(Tokens::read);
        WebServer server = WebServer.of(settings.server());
        TraceFolder folder = TraceFolder.open(settings.directory(), settings.sync());
        Optional<Forwarder> forwarder = backend.map(where -> forwarder(settings, where, folder, say));
        Retention retention = new Retention(folder, settings.limits(), Retention.steady());
        BiPredicate<String, String> waiting = (own, file) ->
                forwarder.filter(queue -> queue.isWaiting(own, file)).isPresent();
        Optional<Archive> archive =
                settings.archive().map(where -> new Archive(folder, retention, settings.limits(), where, waiting, say));
        Metrics metrics = new Metrics();
        Executor finishing = settings.sync() ? server.finishing() : Runnable::run;
        ReceiveRoute receive =
                new ReceiveRoute(folder, retention, settings.limits(), settings.idleTimeout(), finishing, trace -> {
                    metrics.stored(trace.bytes());
                    forwarder.ifPresent(Forwarder::wake);
                    listener.accept(trace);
                });
        show(metrics, folder, retention, receive);
        show(metrics, settings.limits(), retention);
        ProcessMetrics.show(metrics);
        forwarder.ifPresent(own -> show(metrics, own));
        archive.ifPresent(own -> metrics.counter(
                "archive_failures_total", "Attempts to archive traces that failed and are repeated.", own::failures));
        Analyst analyst = new Analyst(folder);
        InvocationIndex index = InvocationIndex.open(folder.directory(), say);
        Pictures pictures = new Pictures(folder, analyst, Optional.of(index));
        Summaries summaries = new Summaries(
                folder,
                pictures,
                () -> receive.underWay() > 0
                        || forwarder.filter(Forwarder::isBehind).isPresent());
        LookupThreads lookups = new LookupThreads();
        Upkeep upkeep = new Upkeep(folder, retention, server, new DerivedFileCleanup(folder), index);
        Collector collector = new Collector(
                server,
                folder,
                receive,
                upkeep,
                List.of(summaries::close, lookups::close, analyst::close, index::close),
                forwarder,
                archive);
        List<Route> routes = new ArrayList<>(routes(folder, receive, metrics));
        routes.addAll(PageRoutes.of(
                folder,
                pictures,
                lookups,
                archive,
                tokens,
                settings.traceLink(),
                settings.tls().isPresent()));
        try {
            archive.ifPresent(Archive::start);
            server.start(
                    new Routes(routes, settings.basePath(), tokens, HostNames.of(settings.address(), tokens), metrics));
            PageRoutes.warmUp(folder, pictures, lookups);
            upkeep.start();
            summaries.start();
            forwarder.ifPresent(Forwarder::start);
        } catch (RuntimeException failure) {
            collector.close();
            throw failure;
        }
        return collector;
    }

    /**
     * The port that the collector listens on. If the settings have port 0, this is a free port that the system has
     * chosen.
     */
    public int port() {
        return server.port();
    }

    /** Stops the collector. Waits for current uploads, at most until the stop timeout, and then drops the rest. */
    @Override
    public void close() {
        upkeep.close();
        archive.ifPresent(Archive::close);
        server.close();
        endOfReaders.forEach(Runnable::run);
        receive.close();
        forwarder.ifPresent(Forwarder::close);
        folder.close();
    }

    static List<Route> routes(TraceFolder folder, ReceiveRoute receive, Metrics metrics) {
        return List.of(
                receive,
                new FileRoute(folder),
                new HeadRoute(folder),
                new DeleteRoute(folder),
                new MetricsRoute(metrics),
                new HealthRoute(),
                new ReadyRoute(folder),
                new DescriptionRoute());
    }

    private static void show(Metrics metrics, TraceFolder folder, Retention retention, ReceiveRoute receive) {
        metrics.gauge("uploads", "Uploads in progress.", receive::underWay);
        metrics.gauge("kept_traces", "Traces in the folder that were stored by collectors.", retention::count);
        metrics.gauge("kept_bytes", "Total size in bytes of traces stored by collectors.", retention::bytes);
        metrics.counter("deleted_traces_total", "Traces deleted because of the age or size limit.", retention::deleted);
        metrics.gauge("heap_bytes", "Memory used on the Java heap, in bytes.", Collector::heap);
        metrics.gauge("free_bytes", "Free space on the disk in bytes, -1 if unknown.", () -> free(folder));
        metrics.gauge("disk_bytes", "Size of the disk in bytes, -1 if unknown.", () -> size(folder));
    }

    private static void show(Metrics metrics, Limits limits, Retention retention) {
        metrics.show(
                "faas_trace_keep_limit_bytes",
                "Limit on the total size of kept traces, in bytes.",
                "gauge",
                () -> limits.keepBytes().stream().asDoubleStream().findFirst());
        metrics.show(
                "faas_trace_oldest_trace_timestamp_seconds",
                "Time when the oldest kept trace was received, in seconds since the Unix epoch.",
                "gauge",
                () -> retention.oldest().stream()
                        .mapToDouble(millis -> millis / MILLIS)
                        .findFirst());
    }

    private static Forwarder forwarder(
            Settings settings, ForwardSettings backend, TraceFolder folder, Consumer<String> say) {
        Spool spool = Spool.open(folder.directory(), settings.sync());
        folder.notice(trace -> spool.add(trace.folder(), trace.file()));
        return new Forwarder(backend, spool, folder::nameOf, say);
    }

    private static void show(Metrics metrics, Forwarder forwarder) {
        metrics.counter("forwarded_traces_total", "Traces that were pushed to the backend.", forwarder::forwarded);
        metrics.counter(
                "forward_failures_total", "Failed requests to push traces, which are repeated.", forwarder::failed);
        metrics.counter(
                "forward_given_up_total", "Traces that the collector has given up pushing.", forwarder::givenUp);
        metrics.gauge("forward_pending_traces", "Traces that are waiting to be pushed.", forwarder::pending);
        metrics.gauge(
                "forward_oldest_seconds", "How long the oldest waiting trace has waited.", forwarder::oldestSeconds);
    }

    private static long heap() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long free(TraceFolder folder) {
        try {
            return Files.getFileStore(folder.directory()).getUsableSpace();
        } catch (IOException gone) {
            return -1;
        }
    }

    private static long size(TraceFolder folder) {
        try {
            return Files.getFileStore(folder.directory()).getTotalSpace();
        } catch (IOException gone) {
            return -1;
        }
    }
}
