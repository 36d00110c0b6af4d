package faastrace.repository.git;

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

    /** Something that the user should know while the work goes on, as a sentence: that it waits for another run. */
    default void waiting(String sentence) {}
}
