package faastrace.collector;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Answers once something is there, without a thread that waits for it. */
final class Later {
    private Later() {}

    /** An answer that may fail. */
    interface Answer<T> {
        void with(T there) throws IOException;
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
            } catch (Rejection rejection) {
                exchange.refuse(Refusal.of(rejection));
            } catch (IOException failed) {
                exchange.refuse(Analyst.refusal(failed));
            } catch (RuntimeException bug) {
                exchange.callback().failed(bug);
            }
        });
    }
}
