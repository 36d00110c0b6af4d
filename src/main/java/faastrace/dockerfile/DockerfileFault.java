package faastrace.dockerfile;

/**
 * Something Docker would refuse to build.
 *
 * @param line 1-based
 * @param what one sentence without a full stop
 */
public record DockerfileFault(int line, String what) {
    /** {@code line: what}. */
    @Override
    public String toString() {
        return line + ": " + what;
    }
}
