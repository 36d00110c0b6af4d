package faastrace.project;

import faastrace.problem.ChangedMeanwhile;
import faastrace.problem.Problem;
import java.util.Optional;
import java.util.function.Supplier;

/** Work that is repeated if another run of faas-trace changed the same files in the meantime. */
public final class RetryOnChange {
    private static final int MOST = 5;

    private RetryOnChange() {}

    /**
     * Gives the first result.
     *
     * @param attempt empty if another run was faster; it may also throw {@link ChangedMeanwhile}
     * @throws Problem if that happens every time
     */
    public static <T> T until(Supplier<Optional<T>> attempt) {
        for (int i = 0; i < MOST; i++) {
            try {
                Optional<T> result = attempt.get();
                if (result.isPresent()) {
                    return result.get();
                }
            } catch (ChangedMeanwhile otherRun) {
                // As if it had been faster in writing.
            }
        }
        throw new Problem(
                ".",
                "another program keeps changing files here; nothing was written",
                "wait until it has finished, then run the command again");
    }
}
