package faastrace.document;

import faastrace.problem.Problem;
import java.util.function.Supplier;

/** Bounds the work that somebody else's text may cause. */
final class Budget {
    private final Supplier<Problem> exhausted;
    private long left;

    /**
     * @param steps how much may be done
     * @param exhausted what to say when it is used up
     */
    Budget(long steps, Supplier<Problem> exhausted) {
        this.left = steps;
        this.exhausted = exhausted;
    }

    /** Takes so many steps off; throws once there are none left. */
    void spend(long steps) {
        left -= steps;
        if (left < 0) {
            throw exhausted.get();
        }
    }
}
