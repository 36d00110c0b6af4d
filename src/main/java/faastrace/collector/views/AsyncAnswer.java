package faastrace.collector.views;

import faastrace.collector.http.HttpError;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.store.Rejection;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Responds once a result is available, without blocking a thread. */
public final class AsyncAnswer {
    private AsyncAnswer() {}

    /** Writes a response. Writing can fail. */
    public interface Answer<T> {
        void with(T there) throws IOException;
    }

    /** Responds with the result once it is available, or with the error. */
    public static <T> void answer(HttpExchange exchange, CompletableFuture<T> coming, Answer<T> answer) {
        coming.whenComplete((there, failure) -> {
            try {
                if (failure != null) {
                    throw Analyst.refusal(failure);
                }
                answer.with(there);
            } catch (HttpError refusal) {
                exchange.refuse(refusal);
            } catch (Rejection rejection) {
                exchange.refuse(HttpError.of(rejection));
            } catch (IOException failed) {
                exchange.refuse(Analyst.refusal(failed));
            } catch (RuntimeException bug) {
                exchange.callback().failed(bug);
            }
        });
    }
}
