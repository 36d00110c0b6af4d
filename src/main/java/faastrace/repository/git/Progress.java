package faastrace.repository.git;

/** Receives reports on the progress of a long piece of work. */
@FunctionalInterface
public interface Progress {
    /** Ignores all reports. */
    Progress NONE = (what, done, total) -> {};

    /**
     * Reports that the work has progressed.
     *
     * @param what the current task, in a few words
     * @param done the number of units done so far
     * @param total the number of units in all, or -1 if unknown
     */
    void step(String what, long done, long total);

    /** Reports, as a sentence, that the work waits for another run. */
    default void waiting(String sentence) {}
}
