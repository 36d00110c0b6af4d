package faastrace.cli.project;

import faastrace.problem.Problem;
import java.util.Optional;
import java.util.function.Supplier;

/** Work that is repeated if another run of faas-trace changed the same files in the meantime. */
final class Attempts {
    private static final int MOST = 5;

    private Attempts() {}

    /**
     * Gives the first result.
     *
     * @param attempt empty if another run was faster
     * @throws Problem if that happens every time
     */
    static <T> T until(Supplier<Optional<T>> attempt) {
        for (int i = 0; i < MOST; i++) {
            Optional<T> result = attempt.get();
            if (result.isPresent()) {
                return result.get();
            }
        }
        throw new Problem(
                ".",
                "another program keeps changing the files that are to be written; nothing was written",
                "wait until it has finished, then run the command again");
    }
}
