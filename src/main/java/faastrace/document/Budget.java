package faastrace.document;

import faastrace.problem.Problem;
import java.util.function.Supplier;

/** Limits how much work an untrusted text can cause. */
final class Budget {
    private final Supplier<Problem> exhausted;
    private long left;

    /**
     * @param steps the number of steps allowed
     * @param exhausted the problem to throw when all steps are used up
     */
    Budget(long steps, Supplier<Problem> exhausted) {
        this.left = steps;
        this.exhausted = exhausted;
    }

    /** Subtracts the steps from the budget. If the budget is used up, throws. */
    void spend(long steps) {
        left -= steps;
        if (left < 0) {
            throw exhausted.get();
        }
    }
}
