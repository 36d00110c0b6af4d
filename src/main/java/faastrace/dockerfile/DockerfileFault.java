package faastrace.dockerfile;

/**
 * An error that would make Docker refuse to build.
 *
 * @param line 1-based line number
 * @param what a sentence that tells what is wrong, without a full stop
 */
public record DockerfileFault(int line, String what) {
    /** The fault as {@code line: what}. */
    @Override
    public String toString() {
        return line + ": " + what;
    }
}
