package faastrace.forward;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Pushes the waiting traces of a {@link Spool} to a backend, the oldest first. It uses one thread, so that a slow
 * backend does not slow down senders. A trace may be delivered more than once. This can happen after a crash, or if two
 * collectors can't see each other's locks.
 */
public final class Forwarder implements AutoCloseable {
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LOOKING = Duration.ofSeconds(5);
    private static final long STOP_MILLIS = 2000;

    /** How much longer than the first wait a backend may refuse everything before the log says so. */
    private static final int DOUBTING_WAITS = 5;

    private final ForwardSettings settings;
    private final Spool spool;
    private final Consumer<String> say;
    private final TracePusher carrier;
    private final Backoff waiting;
    private final Duration doubting;
    private final Semaphore came = new Semaphore(0);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Set<String> said = ConcurrentHashMap.newKeySet();
    private final AtomicLong forwarded = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong givenUp = new AtomicLong();
    private final Thread thread = new Thread(this::work, "collector-forward");
    private boolean away;

    /** Since when the backend has accepted nothing, and it is not clear whether it ever will; null if this is not so. */
    private @Nullable Instant doubtfulSince;

    /** When the trace that has waited longest was received. */
    private volatile @Nullable Instant oldest;

    /**
     * Creates a forwarder that is not started yet.
     *
     * @param nameOf returns the name that the traces in a folder were sent with
     * @param say receives lines for the log
     */
    public Forwarder(ForwardSettings settings, Spool spool, Function<Path, String> nameOf, Consumer<String> say) {
        this(settings, spool, nameOf, say, FIRST_WAIT);
    }

    Forwarder(
            ForwardSettings settings,
            Spool spool,
            Function<Path, String> nameOf,
            Consumer<String> say,
            Duration firstWait) {
        this.settings = settings;
        this.spool = spool;
        this.say = say;
        this.carrier = new TracePusher(settings, nameOf);
        this.waiting = new Backoff(firstWait);
        this.doubting = firstWait.multipliedBy(DOUBTING_WAITS);
        thread.setDaemon(true);
    }

    /** Starts to push the waiting traces. */
    public void start() {
        thread.start();
    }

    /** Makes the forwarder look for waiting traces now. Call this method when a trace was received. */
    public void wake() {
        if (came.availablePermits() == 0) {
            came.release();
        }
    }

    /** The number of traces that were delivered. */
    public long forwarded() {
        return forwarded.get();
    }

    /** The number of failed attempts, which are repeated. */
    public long failed() {
        return failed.get();
    }

    /** The number of traces that will never be delivered. */
    public long givenUp() {
        return givenUp.get() + spool.left();
    }

    /** The number of waiting traces. */
    public long pending() {
        return spool.pending();
    }

    /** How long the trace that has waited longest has been waiting, in seconds; 0 if none is waiting. */
    public long oldestSeconds() {
        Instant first = oldest;
        return first == null || pending() == 0
                ? 0
                : Math.max(0, Duration.between(first, Instant.now()).toSeconds());
    }

    /** Stops pushing, and waits a few seconds for the current push. Waiting traces are pushed after the next start. */
    @Override
    public void close() {
        stopping.countDown();
        wake();
        try {
            thread.join(STOP_MILLIS);
            thread.interrupt();
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean stopped() {
        return stopping.getCount() == 0;
    }

    private void work() {
        try {
            while (!stopped()) {
                if (!round()) {
                    came.tryAcquire(LOOKING.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tries to push each waiting trace. Returns whether to start another round immediately. */
    private boolean round() throws InterruptedException {
        Set<TracePusher.Kind> kinds = EnumSet.noneOf(TracePusher.Kind.class);
        try {
            boolean isFirst = true;
            for (Spool.Entry entry : spool.oldest()) {
                if (stopped()) {
                    return false;
                }
                if (isFirst) {
                    oldest = entry.queued();
                }
                Optional<TracePusher.Result> result = attempt(entry);
                isFirst &= result.isPresent() && result.get().isOver();
                if (result.isPresent() && (result.get().isOver() || !stopped())) {
                    kinds.add(result.get().kind());
                    note(result.get());
                }
            }
        } catch (IOException | Problem folder) {
            sayOnce("cannot read the waiting traces: " + folder.getMessage());
        }
        if (kinds.equals(Set.of(TracePusher.Kind.DOUBTFUL))) {
            pause(waiting.failed(Optional.empty()));
        }
        kinds.remove(TracePusher.Kind.NOT_YET);
        return !kinds.isEmpty();
    }

    /** Tries to push a trace. The result is empty if another collector has claimed the trace. */
    private Optional<TracePusher.Result> attempt(Spool.Entry entry) throws IOException {
        AtomicReference<TracePusher.Result> result = new AtomicReference<>();
        spool.claim(entry, () -> {
            TracePusher.Result carried = carrier.carry(entry, stopping);
            result.set(carried);
            return carried.isOver();
        });
        return Optional.ofNullable(result.get());
    }

    private void pause(Duration time) throws InterruptedException {
        stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void note(TracePusher.Result result) throws InterruptedException {
        switch (result.kind()) {
            case DELIVERED -> {
                forwarded.incrementAndGet();
                waiting.succeeded();
                doubtfulSince = null;
                if (away) {
                    away = false;
                    say.accept("forwarding works again; " + spool.pending() + " trace(s) waiting");
                }
            }
            case GIVEN_UP -> {
                givenUp.incrementAndGet();
                sayOnce("a trace was not forwarded; this reason is logged only once: " + result.reason());
            }
            case AWAY -> {
                failed.incrementAndGet();
                sayAway(result.reason());
                pause(waiting.failed(result.retryAfter()));
            }
            case DOUBTFUL -> {
                failed.incrementAndGet();
                doubt(result.reason());
            }
            case NOT_YET -> {
                // The upload is still being stored.
            }
        }
    }

    private void sayAway(String reason) {
        if (!away) {
            away = true;
            say.accept("forwarding is waiting: " + settings.backend() + " " + reason);
        }
    }

    /** A single trace that is refused is not worth a line. But if no trace is accepted, the backend may be failing. */
    private void doubt(String reason) {
        Instant since = doubtfulSince;
        if (since == null) {
            doubtfulSince = Instant.now();
        } else if (since.plus(doubting).isBefore(Instant.now())) {
            sayAway(reason);
        }
    }

    /** Logs each line only once. Lines that differ only in numbers count as the same. */
    private void sayOnce(String line) {
        if (said.size() < 100 && said.add(line.replaceAll("[0-9]+", "0"))) {
            say.accept(line);
        }
    }
}
