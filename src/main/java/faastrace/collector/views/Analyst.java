package faastrace.collector.views;

import faastrace.collector.http.HttpError;
import faastrace.collector.store.Rejection;
import faastrace.collector.store.TraceFolder;
import faastrace.trace.Trace;
import faastrace.trace.read.TraceReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads whole traces, one at a time. It uses half of the processors, so that the other half can receive traces. The
 * next traces wait in a queue. A trace comes first if a user is waiting for it, but each waiting trace can be overtaken
 * only a limited number of times.
 */
public final class Analyst implements AutoCloseable {
    /** The response status if too many traces are waiting. */
    static final int TOO_BUSY = 503;

    private static final int TOO_LARGE = 413;
    private static final int RETRY_SECONDS = 5;
    private static final int MOST_WAITING = 200;
    private static final int MOST_OVERTAKEN = 8;

    /** The number of threads that read a trace, which is half of the processors. The other half can receive traces. */
    private static final int WORKERS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private static final Duration LONGEST = Duration.ofSeconds(60);

    /**
     * Background work can use at most a quarter of the heap for a trace, so that memory is left for everything else.
     */
    private static final int SHARE_OF_HEAP = 4;

    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    /**
     * The longest time for which background work reads one trace. A user's request gets more time. Background work
     * gives up sooner, because a request may arrive at any time.
     */
    private static final Duration LONGEST_UNASKED = Duration.ofSeconds(10);

    private final TraceFolder folder;
    private final Duration longest;
    private final long memoryUnasked;
    private final AtomicLong count = new AtomicLong();
    private final PriorityBlockingQueue<Runnable> line = new PriorityBlockingQueue<>();
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, line, work -> {
        Thread made = new Thread(work, "collector-analyst");
        made.setDaemon(true);
        made.setPriority(Thread.MIN_PRIORITY);
        return made;
    });

    private volatile Progress now = new Progress(null, 0);

    /** Reads traces of a folder on a separate thread. */
    public Analyst(TraceFolder folder) {
        this(folder, LONGEST, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /**
     * @param longest the longest time to read one trace
     * @param memoryUnasked the maximum memory for background work on one trace, in bytes
     */
    public Analyst(TraceFolder folder, Duration longest, long memoryUnasked) {
        this.folder = folder;
        this.longest = longest;
        this.memoryUnasked = memoryUnasked;
        thread.allowCoreThreadTimeOut(true);
    }

    /** How urgently a trace must be read. */
    public enum Urgency {
        /** A user is waiting for a page. */
        now,
        /** A list is already displayed and is waiting for the trace. */
        soon,
        /** Background work, which yields to everything else. */
        whenever;

        /** The number of later requests that can overtake a trace of this urgency. */
        private int overtaken() {
            return this == now ? 0 : MOST_OVERTAKEN;
        }
    }

    /** The work to do on a trace after the trace was read. */
    public interface Work<T> {
        T on(Trace trace) throws IOException;
    }

    /** The progress on the current trace, in bytes of its file. */
    private static final class Progress {
        private final @Nullable Path trace;
        private final long bytes;
        private final AtomicLong read = new AtomicLong();

        Progress(@Nullable Path trace, long bytes) {
            this.trace = trace;
            this.bytes = bytes;
        }
    }

    /** Queues a trace. When it is the trace's turn, reads it and does the work on it. */
    public <T> CompletableFuture<T> ask(Path trace, Urgency urgency, Work<T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (line.size() >= MOST_WAITING && urgency != Urgency.whenever) {
            answer.completeExceptionally(
                    new HttpError(TOO_BUSY, "too many traces are waiting to be read", "try again later")
                            .retryAfter(RETRY_SECONDS));
            return answer;
        }
        long number = count.incrementAndGet();
        execute(new Turn(urgency, number + urgency.overtaken(), turn -> run(turn, trace, work, answer)), answer);
        return answer;
    }

    /** The number of waiting traces. */
    public int waiting() {
        return line.size();
    }

    /**
     * Two numbers: how many bytes of the trace have been read, and the trace's size in bytes. Both numbers are 0 if the
     * trace is not being read.
     */
    public long[] progress(Path trace) {
        Progress current = now;
        return trace.equals(current.trace) ? new long[] {current.read.get(), current.bytes} : new long[2];
    }

    /** Whether a retry would fail in the same way. */
    static boolean isHopeless(Throwable failure) {
        return failure instanceof OutOfMemoryError
                || failure instanceof HttpError refusal && refusal.status() == TOO_LARGE;
    }

    /** Why a trace can't be read, in a few words. */
    static String reason(Throwable failure) {
        boolean known = failure instanceof HttpError
                || failure instanceof Rejection
                || failure instanceof IOException
                || failure instanceof OutOfMemoryError;
        return known ? refusal(failure).what() : "the collector can’t read this trace";
    }

    /** The error response for a failure. */
    public static HttpError refusal(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof HttpError refusal) {
            return refusal;
        }
        if (cause instanceof Rejection rejection) {
            return HttpError.of(rejection);
        }
        if (cause instanceof NoSuchFileException) {
            return TracePath.missing();
        }
        if (cause instanceof OutOfMemoryError) {
            return tooLarge("the collector has too little memory for this trace");
        }
        if (cause instanceof IOException io) {
            return HttpError.of(io);
        }
        throw new IllegalStateException(cause);
    }

    private static HttpError tooLarge(String what) {
        return new HttpError(
                TOO_LARGE,
                what,
                "download the trace and run faas-trace heatmap on it, or give the collector more memory with"
                        + " FAAS_TRACE_JAVA_OPTIONS=-Xmx512m");
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> void run(Turn turn, Path trace, Work<T> work, CompletableFuture<T> answer) {
        folder.readers().begin(trace);
        try {
            answer.complete(work.on(read(turn, trace)));
        } catch (GivesWay others) {
            execute(turn, answer);
        } catch (IOException | RuntimeException | Error failure) {
            answer.completeExceptionally(failure);
        } finally {
            folder.readers().end(trace);
            now = new Progress(null, 0);
        }
    }

    private void execute(Turn turn, CompletableFuture<?> answer) {
        try {
            thread.execute(turn);
        } catch (RejectedExecutionException stopping) {
            answer.completeExceptionally(new IOException("the collector is stopping"));
        }
    }

    private Trace read(Turn turn, Path trace) throws IOException {
        Progress progress = new Progress(trace, Files.size(trace));
        now = progress;
        boolean unasked = turn.urgency() == Urgency.whenever;
        Duration patience = unasked && LONGEST_UNASKED.compareTo(longest) < 0 ? LONGEST_UNASKED : longest;
        long end = System.nanoTime() + patience.toNanos();
        TraceReader reader = unasked ? TraceReader.ofSamplesWithin(memoryUnasked) : TraceReader.ofSamples(WORKERS);
        try (InputStream in = Files.newInputStream(trace, LinkOption.NOFOLLOW_LINKS)) {
            FilterInputStream counted = new FilterInputStream(in) {
                @Override
                public int read(byte[] bytes, int from, int length) throws IOException {
                    int read = super.read(bytes, from, length);
                    progress.read.addAndGet(Math.max(0, read));
                    return read;
                }
            };
            reader.add(counted, () -> check(turn, end));
        }
        return reader.trace();
    }

    /** Throws an exception if the trace of this turn must not be read any further. */
    private void check(Turn turn, long end) throws IOException {
        if (System.nanoTime() > end) {
            throw tooLarge("the collector would take too long to read this trace");
        }
        if (turn.urgency() == Urgency.whenever && line.peek() instanceof Turn other && other.goesBefore(turn)) {
            throw new GivesWay();
        }
        if (thread.isShutdown()) {
            throw new IOException("the collector is stopping");
        }
    }

    /** Stops background work, because a user is waiting for another trace. The work starts again later. */
    private static final class GivesWay extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** The work for a turn. */
    private interface Step {
        void take(Turn turn);
    }

    /** A place in the queue. */
    private record Turn(Urgency urgency, long number, Step step) implements Runnable, Comparable<Turn> {
        @Override
        public void run() {
            step.take(this);
        }

        boolean goesBefore(Turn other) {
            return urgency == Urgency.now && compareTo(other) < 0;
        }

        @Override
        public int compareTo(Turn other) {
            return number == other.number ? urgency.compareTo(other.urgency) : Long.compare(number, other.number);
        }
    }
}
