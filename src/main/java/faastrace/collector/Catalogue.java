package faastrace.collector;

import faastrace.pages.ListPage;
import faastrace.pages.Listed;
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

/**
 * What the first page shows: the folder looked through once. However much is there, it holds no more than the latest
 * functions and the places up to the page asked for.
 */
final class Catalogue {
    private static final int ROOM = 50;
    private static final int MOST_FUNCTIONS = 100;
    private static final int MOST_PAGES = 400;

    private final TraceFolder folder;
    private final Pictures pictures;
    private final ListPage.Asked asked;
    private final String wanted;
    private final PriorityQueue<ListPage.Function> functions;
    private final PriorityQueue<Ranked> ranked;
    private final int most;
    private Path current;
    private String currentName = "";
    private long currentCount;
    private Instant currentNewest = Instant.MIN;
    private long functionCount;
    private long traceCount;

    /** A trace and what it is ordered by, the greatest first. */
    private record Ranked(long key, Place place) {}

    private Catalogue(TraceFolder folder, Pictures pictures, ListPage.Asked asked) {
        this.folder = folder;
        this.pictures = pictures;
        this.asked = asked;
        this.wanted = asked.search().toLowerCase(Locale.ROOT);
        Comparator<Ranked> worstFirst = Comparator.comparingLong(Ranked::key).thenComparing(Ranked::place);
        this.ranked = new PriorityQueue<>(worstFirst);
        this.functions = new PriorityQueue<>(Comparator.comparing(ListPage.Function::newest));
        this.most = Math.min(MOST_PAGES, Math.max(1, asked.page())) * ROOM;
    }

    static ListPage.Found read(TraceFolder folder, Pictures pictures, ListPage.Asked asked) throws IOException {
        Catalogue catalogue = new Catalogue(folder, pictures, asked);
        folder.visit(Optional.empty(), catalogue::take);
        catalogue.endFolder();
        return catalogue.found();
    }

    private void take(Path own, String file) throws IOException {
        if (!own.equals(current)) {
            endFolder();
            current = own;
            currentName = folder.nameOf(own);
        }
        if (!TraceName.isSafe(file)) {
            return;
        }
        Optional<Instant> time = FileName.time(file);
        if (time.isEmpty()) {
            time = TraceFolder.attributes(own.resolve(file))
                    .filter(BasicFileAttributes::isRegularFile)
                    .map(found -> found.lastModifiedTime().toInstant());
        }
        if (time.isPresent()) {
            currentCount++;
            currentNewest = currentNewest.isBefore(time.get()) ? time.get() : currentNewest;
            if (isWanted()) {
                rank(new Place(time.get(), own.getFileName().toString(), file));
            }
        }
    }

    private boolean isWanted() {
        boolean named = asked.name().isEmpty() || asked.name().equals(currentName);
        return named && currentName.toLowerCase(Locale.ROOT).contains(wanted);
    }

    private void endFolder() {
        boolean listed = current != null && currentCount > 0;
        if (listed && currentName.toLowerCase(Locale.ROOT).contains(wanted)) {
            functionCount++;
            functions.add(new ListPage.Function(currentName, currentCount, currentNewest));
            if (functions.size() > MOST_FUNCTIONS) {
                functions.remove();
            }
        }
        currentCount = 0;
        currentNewest = Instant.MIN;
    }

    private void rank(Place place) throws IOException {
        traceCount++;
        ranked.add(new Ranked(key(place), place));
        if (ranked.size() > most) {
            ranked.remove();
        }
    }

    private long key(Place place) throws IOException {
        return switch (asked.order()) {
            case "newest" -> place.time().toEpochMilli();
            case "oldest" -> -place.time().toEpochMilli();
            case "largest" ->
                TraceFolder.attributes(path(place))
                        .map(BasicFileAttributes::size)
                        .orElse(0L);
            default ->
                pictures.known(path(place))
                        .map(summary -> switch (asked.order()) {
                            case "slowest" -> summary.slowestNanos();
                            case "samples" -> summary.samples();
                            default -> summary.spanNanos();
                        })
                        .orElse(-1L);
        };
    }

    private ListPage.Found found() throws IOException {
        Comparator<Ranked> bestFirst = Comparator.comparingLong(Ranked::key)
                .thenComparing(Ranked::place)
                .reversed();
        int pages = (int) Math.min(MOST_PAGES, (traceCount + ROOM - 1) / ROOM);
        int page = Math.max(1, Math.min(pages, asked.page()));
        List<Listed> traces = new ArrayList<>();
        long uncounted = ranked.stream().filter(one -> one.key() == -1).count();
        List<Ranked> sorted = ranked.stream().sorted(bestFirst).toList();
        for (Ranked one :
                sorted.subList(Math.min(sorted.size(), (page - 1) * ROOM), Math.min(sorted.size(), page * ROOM))) {
            listed(folder, pictures, path(one.place())).ifPresent(traces::add);
        }
        boolean counts = List.of("slowest", "samples", "longest").contains(asked.order());
        return new ListPage.Found(
                functions.stream()
                        .sorted(Comparator.comparing(ListPage.Function::newest).reversed())
                        .toList(),
                functionCount,
                traces,
                traceCount,
                pages,
                counts && uncounted > 0 ? "Traces that nobody has looked at are not counted yet; they come last." : "",
                "",
                "");
    }

    private Path path(Place place) {
        return folder.directory().resolve(place.folder()).resolve(place.file());
    }

    /** A trace as pages list it; empty if it is gone. */
    static Optional<Listed> listed(TraceFolder folder, Pictures pictures, Path path) throws IOException {
        Optional<BasicFileAttributes> there = TraceFolder.attributes(path).filter(BasicFileAttributes::isRegularFile);
        if (there.isEmpty()) {
            return Optional.empty();
        }
        String file = path.getFileName().toString();
        Instant time = FileName.time(file).orElse(there.get().lastModifiedTime().toInstant());
        return Optional.of(new Listed(
                folder.nameOf(path.getParent()),
                path.getParent().getFileName().toString(),
                file,
                there.get().size(),
                time,
                pictures.known(path)));
    }
}
