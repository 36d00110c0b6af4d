package faastrace.forward;

import faastrace.trace.Events;
import faastrace.trace.Head;
import faastrace.trace.Trace;
import faastrace.trace.read.TraceTooLarge;
import faastrace.trace.write.PprofSlices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Converts waiting traces to profiles. */
final class TraceProfiles {
    /** The memory for reading a trace, in bytes. */
    private static final long MEMORY = 16 << 20;

    /** How many traces are converted at the same time. More would not fit into the collector's memory. */
    private static final int AT_ONCE = 2;

    /** A queued upload that is not stored after this time will never be stored. */
    private static final Duration KEEPING = Duration.ofMinutes(1);

    /** How far the clock of a sender may be ahead. */
    private static final Duration MOST_AHEAD = Duration.ofMinutes(1);

    /**
     * A profile that becomes too old within this time is not pushed. It would be too old when it arrives, and then the
     * backend would refuse the request.
     */
    private static final Duration ON_THE_WAY = Duration.ofSeconds(10);

    private static final long SECOND = 1_000_000_000;

    private final ForwardSettings settings;
    private final Function<Path, String> nameOf;
    /** It is not fair, because threads that take turns for each trace would mostly wait for each other. */
    private final Semaphore memory = new Semaphore(AT_ONCE);

    TraceProfiles(ForwardSettings settings, Function<Path, String> nameOf) {
        this.settings = settings;
        this.nameOf = nameOf;
    }

    /** Receives the profiles one by one. */
    interface Taker {
        /** Receives a profile and returns whether the next one is wanted. */
        boolean take(Profile profile) throws IOException;
    }

    /**
     * Converts a trace, without the profiles that are already done. Returns false if the trace is not stored yet, or if
     * the taker did not want all of its profiles.
     */
    boolean of(ClaimedTrace trace, Taker taker) throws IOException, InterruptedException {
        try {
            return converted(trace, taker, 1);
        } catch (OutOfMemoryError others) {
            try {
                return converted(trace, taker, AT_ONCE);
            } catch (OutOfMemoryError large) {
                trace.giveUp("there is not enough memory to read it");
                return true;
            }
        }
    }

    private boolean converted(ClaimedTrace trace, Taker taker, int permits) throws IOException, InterruptedException {
        memory.acquire(permits);
        try {
            Path file = trace.entry().trace();
            Instant received =
                    Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
            if (received.plus(settings.age()).isBefore(Instant.now())) {
                trace.giveUp("it has waited longer than " + settings.age().toMinutes() + " min");
                return true;
            }
            return sliced(settings.protocol().read(file, MEMORY), trace, received, taker);
        } catch (NoSuchFileException absent) {
            return absent(trace);
        } catch (TraceTooLarge large) {
            trace.giveUp(large.getMessage());
            return true;
        } finally {
            memory.release(permits);
        }
    }

    private static boolean absent(ClaimedTrace trace) {
        Instant queued = trace.entry().queued();
        if (queued != null && queued.plus(KEEPING).isAfter(Instant.now())) {
            return false;
        }
        trace.giveUp("it was deleted before it could be pushed");
        return true;
    }

    private boolean sliced(Protocol.ReadTrace read, ClaimedTrace claimed, Instant received, Taker taker)
            throws IOException {
        Trace trace = read.trace();
        long offset = offset(trace, received);
        String function = nameOf.apply(claimed.entry().trace().getParent());
        boolean several = Events.of(trace).several();
        boolean[] wanted = {true};
        settings.protocol().split(read, offset, part -> {
            int number = claimed.number();
            if (claimed.isDone(number)) {
                return true;
            }
            if (isTooOld(part.fromNanos())) {
                claimed.refused(number, "the backend does not accept profiles that are this old");
                return true;
            }
            Labels labels = Labels.of(function, trace, part.isCpuTime(), settings.byContainer());
            wanted[0] = taker.take(new Profile(
                    claimed,
                    number,
                    (several ? labels.and("event", part.event()) : labels).all(),
                    part.content(),
                    part.plainBytes()));
            return wanted[0];
        });
        if (wanted[0]) {
            claimed.end();
        }
        return wanted[0];
    }

    private boolean isTooOld(long beginNanos) {
        return Instant.ofEpochSecond(0, beginNanos)
                .plus(settings.age())
                .minus(ON_THE_WAY)
                .isBefore(Instant.now());
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
}
