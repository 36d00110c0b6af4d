package faastrace.collector.views;

import faastrace.collector.http.HttpError;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Separate threads for requests that search many traces, so that uploads and health checks never wait for these
 * requests. If equal requests are waiting at the same time, they share one result.
 */
public final class LookupThreads implements AutoCloseable {
    private static final int TOO_BUSY = 503;
    private static final int RETRY_SECONDS = 5;
    private static final int MOST_WAITING = 500;
    private static final int MOST_LONG_WAITING = 20;
    private static final int WORKERS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private final ThreadPoolExecutor lists = pool("collector-lists", WORKERS, MOST_WAITING);
    private final ThreadPoolExecutor heads = pool("collector-heads", 1, MOST_LONG_WAITING);
    private final ThreadPoolExecutor comparisons = pool("collector-comparisons", 1, MOST_LONG_WAITING);
    private final Map<Object, CompletableFuture<?>> waiting = new HashMap<>();

    /** The work of a request. */
    public interface Work<T> {
        T done() throws IOException;
    }

    /**
     * Runs work that takes little time.
     *
     * @param question the key of the result; requests with equal keys can share one result
     */
    public <T> CompletableFuture<T> ask(Object question, Work<T> work) {
        return ask(lists, question, work);
    }

    /** Runs work that can take seconds, because it opens traces. */
    public <T> CompletableFuture<T> askLong(Object question, Work<T> work) {
        return ask(heads, question, work);
    }

    /** Runs work that compares or merges many traces, which can take half a minute. Searches don't wait for it. */
    public <T> CompletableFuture<T> askComparison(Object question, Work<T> work) {
        return ask(comparisons, question, work);
    }

    @Override
    public void close() {
        lists.shutdownNow();
        heads.shutdownNow();
        comparisons.shutdownNow();
        HttpError stopping = new HttpError(TOO_BUSY, "the collector is stopping", "try again later");
        forgetAll().forEach(answer -> answer.completeExceptionally(stopping));
    }

    private synchronized List<CompletableFuture<?>> forgetAll() {
        List<CompletableFuture<?>> all = List.copyOf(waiting.values());
        waiting.clear();
        return all;
    }

    @SuppressWarnings("unchecked")
    private synchronized <T> CompletableFuture<T> ask(ThreadPoolExecutor pool, Object question, Work<T> work) {
        CompletableFuture<?> same = waiting.get(question);
        if (same != null) {
            return (CompletableFuture<T>) same;
        }
        CompletableFuture<T> mine = new CompletableFuture<>();
        try {
            pool.execute(() -> run(question, work, mine));
            waiting.put(question, mine);
        } catch (RejectedExecutionException tooMany) {
            mine.completeExceptionally(new HttpError(TOO_BUSY, "too many requests are waiting", "try again later")
                    .retryAfter(RETRY_SECONDS));
        }
        return mine;
    }

    /** From now on, equal requests get a new result, because more traces may have arrived. */
    private synchronized void begin(Object question) {
        waiting.remove(question);
    }

    private <T> void run(Object question, Work<T> work, CompletableFuture<T> answer) {
        begin(question);
        try {
            answer.complete(work.done());
        } catch (IOException failed) {
            answer.completeExceptionally(HttpError.of(failed));
        } catch (RuntimeException | Error failed) {
            answer.completeExceptionally(failed);
        }
    }

    private static ThreadPoolExecutor pool(String name, int threads, int most) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(most), work -> {
                    Thread made = new Thread(work, name);
                    made.setDaemon(true);
                    return made;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
