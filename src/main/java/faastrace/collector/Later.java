package faastrace.collector;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Answers once something is there, without a thread that waits for it. */
final class Later {
    private Later() {}

    /** An answer that may fail. */
    interface Answer<T> {
        void with(T there) throws IOException;
    }

    /** Waits for the result. */
    static <T> T await(CompletableFuture<T> coming) throws IOException {
        try {
            return coming.get();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the collector is stopping");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException io) {
                throw io;
            }
            if (failed.getCause() instanceof RuntimeException bug) {
                throw bug;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    static <T> void answer(Exchange exchange, CompletableFuture<T> coming, Answer<T> answer) {
        coming.whenComplete((there, failure) -> {
            try {
                if (failure != null) {
                    throw Analyst.refusal(failure);
                }
                answer.with(there);
            } catch (Refusal refusal) {
                exchange.refuse(refusal);
            } catch (IOException failed) {
                exchange.refuse(Analyst.refusal(failed));
            } catch (RuntimeException bug) {
                exchange.callback().failed(bug);
            }
        });
    }
}
