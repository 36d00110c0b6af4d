package faastrace.repository;

/** Hears how far a long piece of work is. */
@FunctionalInterface
public interface Progress {
    /** Says nothing. */
    Progress NONE = (what, done, total) -> {};

    /**
     * A step further.
     *
     * @param what the work at hand, a few words
     * @param done units done so far
     * @param total units in all, or -1 where nobody knows
     */
    void step(String what, long done, long total);
}
