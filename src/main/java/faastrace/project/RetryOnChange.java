package faastrace.project;

import faastrace.problem.ChangedMeanwhile;
import faastrace.problem.Problem;
import java.util.Optional;
import java.util.function.Supplier;

/** Repeats work if another run of faas-trace changed the same files in the meantime. */
public final class RetryOnChange {
    private static final int MOST = 5;

    private RetryOnChange() {}

    /**
     * Repeats an attempt until it returns a result, for a limited number of times.
     *
     * @param attempt the work; returns empty, or throws {@link ChangedMeanwhile}, if another run was faster
     * @throws Problem if another run was faster every time
     */
    public static <T> T until(Supplier<Optional<T>> attempt) {
        for (int i = 0; i < MOST; i++) {
            try {
                Optional<T> result = attempt.get();
                if (result.isPresent()) {
                    return result.get();
                }
            } catch (ChangedMeanwhile otherRun) {
                // The same as an empty result.
            }
        }
        throw new Problem(
                ".",
                "another program keeps changing files here; nothing was written",
                "wait until it has finished, then run the command again");
    }
}
