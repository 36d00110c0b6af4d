package faastrace.forward;

import faastrace.trace.Events;
import faastrace.trace.Head;
import faastrace.trace.Trace;
import faastrace.trace.read.TraceReader;
import faastrace.trace.read.TraceTooLarge;
import faastrace.trace.write.PprofSlices;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** Pushes one trace to the backend: reads it, cuts it into profiles, and pushes them. */
final class TracePusher {
    /**
     * The memory for reading a trace, in bytes. A collector's heap of 64 MB must also hold a profile and the current
     * uploads.
     */
    private static final long MEMORY = 16 << 20;

    /** A queued upload that is not stored after this time will never be stored. */
    private static final Duration KEEPING = Duration.ofMinutes(1);

    /** How far the clock of a sender may be ahead. */
    private static final Duration MOST_AHEAD = Duration.ofMinutes(1);

    private static final List<String> LABELS = List.of("namespace", "version", "language");
    private static final List<String> LABELS_WITH_CONTAINER = List.of("namespace", "version", "language", "container");
    private static final long SECOND = 1_000_000_000;
    private static final int SLICE_SECONDS = 15;
    private static final Duration DOUBTING = Duration.ofMinutes(10);
    private static final int MOST_REMEMBERED = 2000;

    private final ForwardSettings settings;
    private final Function<Path, String> nameOf;
    private final Pyroscope backend;

    /** For each trace that the backend can't process, the time at which the backend first reported this. */
    private final Map<Path, Instant> doubted = new Recent<>();

    /** For each trace that was not pushed completely, the number of its profiles that are already done. */
    private final Map<Path, Integer> done = new Recent<>();

    /** A map that removes the oldest entry when it is full. */
    private static final class Recent<V> extends LinkedHashMap<Path, V> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, V> eldest) {
            return size() > MOST_REMEMBERED;
        }
    }

    TracePusher(ForwardSettings settings, Function<Path, String> nameOf) {
        this.settings = settings;
        this.nameOf = nameOf;
        this.backend = new Pyroscope(settings);
    }

    /** What happened to a trace. */
    enum Kind {
        DELIVERED,
        GIVEN_UP,
        AWAY,
        DOUBTFUL,
        NOT_YET
    }

    record Result(Kind kind, String reason, Optional<Duration> retryAfter) {
        static Result of(Kind kind, String reason) {
            return new Result(kind, reason, Optional.empty());
        }

        boolean isOver() {
            return kind == Kind.DELIVERED || kind == Kind.GIVEN_UP;
        }
    }

    /** Tries once to push a trace. The next attempt continues where this one failed. */
    Result carry(Spool.Entry entry, CountDownLatch stopping) throws IOException {
        try {
            Instant received = Files.getLastModifiedTime(entry.trace(), LinkOption.NOFOLLOW_LINKS)
                    .toInstant();
            if (received.plus(settings.age()).isBefore(Instant.now())) {
                return Result.of(
                        Kind.GIVEN_UP,
                        "it has waited longer than " + settings.age().toMinutes() + " min");
            }
            Result result = push(read(entry.trace()), entry, received, stopping);
            if (result.isOver()) {
                done.remove(entry.file());
                doubted.remove(entry.file());
            }
            return result;
        } catch (NoSuchFileException absent) {
            return absent(entry);
        } catch (TraceTooLarge large) {
            return Result.of(Kind.GIVEN_UP, large.getMessage());
        } catch (OutOfMemoryError large) {
            return Result.of(Kind.GIVEN_UP, "there is not enough memory to read it");
        }
    }

    private static Result absent(Spool.Entry entry) throws IOException {
        boolean young = Files.getLastModifiedTime(entry.file())
                .toInstant()
                .plus(KEEPING)
                .isAfter(Instant.now());
        return Result.of(young ? Kind.NOT_YET : Kind.GIVEN_UP, "it was deleted before it could be pushed");
    }

    /** Reads a trace. If the trace does not fit in memory, its samples are added up over longer spans of time. */
    private static Trace read(Path file) throws IOException {
        try {
            return read(file, 1);
        } catch (TraceTooLarge exact) {
            return read(file, SLICE_SECONDS);
        }
    }

    private static Trace read(Path file, int seconds) throws IOException {
        TraceReader reader = TraceReader.ofSpans(seconds, MEMORY);
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            reader.add(in);
        }
        return reader.trace();
    }

    private Result push(Trace trace, Spool.Entry entry, Instant received, CountDownLatch stopping) throws IOException {
        long offset = offset(trace, received);
        String function = nameOf.apply(entry.trace().getParent());
        int before = done.getOrDefault(entry.file(), 0);
        int[] number = {0};
        PushResult[] bad = {null};
        PprofSlices.of(trace, offset, slice -> {
            if (number[0]++ < before) {
                return true;
            }
            PushResult answer = push(slice, trace, function, offset, stopping);
            boolean over = answer.isTaken() || answer.isFinal();
            bad[0] = answer.isTaken() || bad[0] != null && over ? bad[0] : answer;
            if (over) {
                done.put(entry.file(), number[0]);
            }
            return over;
        });
        return bad[0] == null ? Result.of(Kind.DELIVERED, "") : result(bad[0], entry);
    }

    /**
     * The time of day at the time 0 of the samples' clock, which starts when the machine starts. perf's own header
     * tells it. Without that header, or if the sender's clock is wrong and the recording would end after it was
     * received, the time at which it was received counts as its end.
     */
    private static long offset(Trace trace, Instant received) {
        long until = PprofSlices.untilNanos(trace);
        long arrived = received.getEpochSecond() * SECOND;
        long latest = arrived + MOST_AHEAD.toNanos() - until;
        return trace.heads().stream()
                .map(Head::epochNanos)
                .filter(epoch -> epoch.isPresent() && epoch.getAsLong() <= latest)
                .mapToLong(OptionalLong::getAsLong)
                .findFirst()
                .orElse(arrived - until);
    }

    private PushResult push(
            PprofSlices.Slice slice, Trace trace, String function, long offset, CountDownLatch stopping) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String key : settings.byContainer() ? LABELS_WITH_CONTAINER : LABELS) {
            trace.find(key).ifPresent(value -> labels.put(key, value));
        }
        if (Events.of(trace).several()) {
            labels.put("event", slice.event());
        }
        Instant begin = Instant.ofEpochSecond(0, slice.fromNanos() + offset);
        if (begin.plus(settings.age()).isBefore(Instant.now())) {
            return PushResult.tooOld();
        }
        try {
            if (stopping.getCount() == 0) {
                return new PushResult(0, "the collector is stopping", Optional.empty());
            }
            return backend.push(
                    Series.of(function, labels),
                    slice.fromNanos() + offset,
                    slice.untilNanos() + offset,
                    slice.nanosPerSample(),
                    slice.packed());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return new PushResult(0, "the collector is stopping", Optional.empty());
        }
    }

    private Result result(PushResult answer, Spool.Entry entry) {
        String reason = "the backend " + answer.words();
        if (answer.isFinal()) {
            return Result.of(Kind.GIVEN_UP, reason);
        }
        if (!answer.isDoubtful()) {
            return new Result(Kind.AWAY, answer.words(), answer.retryAfter());
        }
        Instant since = doubted.computeIfAbsent(entry.file(), first -> Instant.now());
        boolean over = since.plus(DOUBTING).isBefore(Instant.now());
        return over ? Result.of(Kind.GIVEN_UP, reason) : Result.of(Kind.DOUBTFUL, answer.words());
    }
}
