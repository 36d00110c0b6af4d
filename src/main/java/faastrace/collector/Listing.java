package faastrace.collector;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * One page of a list of traces. However many there are, it holds no more than a page of them, and looks into no more
 * than a thousand for a call; what it did not look into is left to the next page.
 */
final class Listing {
    private static final int LOOKED_INTO = 1000;
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final TraceFolder traces;
    private final Query query;
    private final Comparator<Place> order;
    private final PriorityQueue<Place> places;
    private final int room;
    private final Map<String, String> names = new HashMap<>();
    private boolean more;

    private Listing(TraceFolder traces, Query query) {
        this.traces = traces;
        this.query = query;
        this.order = query.newestFirst() ? Comparator.reverseOrder() : Comparator.naturalOrder();
        this.places = new PriorityQueue<>(order.reversed());
        this.room = query.call().isPresent() ? LOOKED_INTO : query.limit();
    }

    /** What is found, and where the next page begins if there is one. */
    record Page(List<StoredTrace> traces, Optional<Place> next) {}

    static Page read(TraceFolder traces, Query query) throws IOException {
        Listing listing = new Listing(traces, query);
        traces.visit(query.folder(), listing::offer);
        return listing.page();
    }

    private void offer(Path folder, String file) throws IOException {
        if (!TraceName.isSafe(file)) {
            return;
        }
        Optional<Instant> time = FileName.time(file);
        if (time.isEmpty()) {
            time = TraceFolder.attributes(folder.resolve(file))
                    .map(found -> found.lastModifiedTime().toInstant());
        }
        if (time.isPresent()) {
            offer(new Place(time.get(), folder.getFileName().toString(), file));
        }
    }

    private void offer(Place place) {
        boolean seen =
                query.after().filter(after -> order.compare(place, after) <= 0).isPresent();
        if (seen || !query.covers(place.time())) {
            return;
        }
        places.add(place);
        if (places.size() > room) {
            places.remove();
            more = true;
        }
    }

    private Page page() throws IOException {
        List<StoredTrace> found = new ArrayList<>();
        Place last = null;
        long begin = System.nanoTime();
        for (Place place : places.stream().sorted(order).toList()) {
            boolean enough = found.size() == query.limit();
            if (enough || (last != null && System.nanoTime() - begin > LONGEST.toNanos())) {
                more = true;
                break;
            }
            last = place;
            trace(place).ifPresent(found::add);
        }
        return new Page(found, more ? Optional.ofNullable(last) : Optional.empty());
    }

    private Optional<StoredTrace> trace(Place place) throws IOException {
        Path path = traces.directory().resolve(place.folder()).resolve(place.file());
        Optional<BasicFileAttributes> found =
                TraceFolder.attributes(path).filter(attributes -> attributes.isRegularFile());
        if (found.isEmpty() || !holdsCall(path)) {
            return Optional.empty();
        }
        String name = names.computeIfAbsent(place.folder(), own -> traces.nameOf(path.getParent()));
        return Optional.of(
                new StoredTrace(name, place.folder(), place.file(), found.get().size(), place.time()));
    }

    private boolean holdsCall(Path path) throws IOException {
        return query.call().isEmpty()
                || Beginning.head(path).invocations().stream()
                        .anyMatch(invocation ->
                                invocation.id().equals(query.call().get()));
    }
}
