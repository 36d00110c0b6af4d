package faastrace.collector.views;

import faastrace.collector.store.FileName;
import faastrace.collector.store.FolderContents;
import faastrace.collector.store.KnownTrace;
import faastrace.collector.store.TraceFolder;
import faastrace.files.ParentFolder;
import faastrace.pages.ListPage;
import faastrace.pages.ListedTrace;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Collects the content of the first page. To limit memory, it holds only two lists: the functions with the newest
 * traces, and the sorted traces up to the end of the requested page.
 */
public final class Catalogue {
    private static final int ROOM = 50;
    private static final int MOST_FUNCTIONS = 100;
    private static final int MOST_PAGES = 400;

    private final TraceFolder folder;
    private final Pictures pictures;
    private final ListPage.Asked asked;
    private final TraceOrder order;
    private final String wanted;
    private final PriorityQueue<ListPage.Function> functions;
    private final Ranking ranking;
    private final OrderCoverage coverage = new OrderCoverage();
    private @Nullable FolderContents current;
    private long currentCount;
    private long currentNewest = Long.MIN_VALUE;
    private long functionCount;
    private long traceCount;

    private Catalogue(TraceFolder folder, Pictures pictures, ListPage.Asked asked) {
        this.folder = folder;
        this.pictures = pictures;
        this.asked = asked;
        this.order = TraceOrder.of(asked.order()).orElse(TraceOrder.newest);
        this.wanted = asked.search().toLowerCase(Locale.ROOT);
        this.functions = new PriorityQueue<>(Comparator.comparing(ListPage.Function::newest));
        int most = Math.min(MOST_PAGES, Math.max(1, asked.page())) * ROOM;
        this.ranking = new Ranking(order, most, Optional.empty());
    }

    /** Finds the content of the first page for the given request. */
    public static ListPage.Found read(TraceFolder folder, Pictures pictures, ListPage.Asked asked) throws IOException {
        Catalogue catalogue = new Catalogue(folder, pictures, asked);
        folder.inventory().visit(Optional.empty(), catalogue::take);
        catalogue.endFolder();
        return catalogue.found();
    }

    private void take(FolderContents contents, KnownTrace[] traces) throws IOException {
        if (current == null || !current.folder().equals(contents.folder())) {
            endFolder();
            current = contents;
        }
        if (traces.length > 0) {
            currentCount += traces.length;
            currentNewest = Math.max(currentNewest, traces[traces.length - 1].millis());
        }
        if (isWanted(contents.name())) {
            traceCount += traces.length;
            if (order.isOfCounts()) {
                coverage.look(folder, pictures, contents, traces);
            }
            ranking.offer(contents.own(), traces);
        }
    }

    private boolean isWanted(String name) {
        boolean named = asked.name().isEmpty() || asked.name().equals(name);
        return named && name.toLowerCase(Locale.ROOT).contains(wanted);
    }

    private void endFolder() {
        if (current != null
                && currentCount > 0
                && current.name().toLowerCase(Locale.ROOT).contains(wanted)) {
            functionCount++;
            functions.add(new ListPage.Function(
                    current.name(), current.own(), currentCount, Instant.ofEpochMilli(currentNewest)));
            if (functions.size() > MOST_FUNCTIONS) {
                functions.remove();
            }
        }
        currentCount = 0;
        currentNewest = Long.MIN_VALUE;
    }

    private ListPage.Found found() throws IOException {
        int pages = (int) Math.min(MOST_PAGES, (traceCount + ROOM - 1) / ROOM);
        int page = Math.max(1, Math.min(pages, asked.page()));
        List<Ranked> best = ranking.best();
        List<ListedTrace> traces = new ArrayList<>();
        for (Ranked one : best.subList(Math.min(best.size(), (page - 1) * ROOM), Math.min(best.size(), page * ROOM))) {
            listed(folder, pictures, one.path(folder)).ifPresent(traces::add);
        }
        return new ListPage.Found(
                functions.stream()
                        .sorted(Comparator.comparing(ListPage.Function::newest).reversed())
                        .toList(),
                functionCount,
                traces,
                traceCount,
                page,
                pages,
                (long) MOST_PAGES * ROOM,
                coverage.waiting(),
                coverage.unreadable(),
                "",
                "");
    }

    /** A trace's list entry; empty if the trace no longer exists. */
    public static Optional<ListedTrace> listed(TraceFolder folder, Pictures pictures, Path path) throws IOException {
        Optional<BasicFileAttributes> there = TraceFolder.attributes(path).filter(BasicFileAttributes::isRegularFile);
        if (there.isEmpty()) {
            return Optional.empty();
        }
        String file = path.getFileName().toString();
        Instant time = FileName.time(file).orElse(there.get().lastModifiedTime().toInstant());
        return Optional.of(new ListedTrace(
                folder.nameOf(ParentFolder.of(path)),
                ParentFolder.of(path).getFileName().toString(),
                file,
                there.get().size(),
                time,
                pictures.known(path),
                pictures.failure(path),
                !pictures.isHopeless(path)));
    }
}
