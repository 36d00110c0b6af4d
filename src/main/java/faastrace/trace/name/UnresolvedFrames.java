package faastrace.trace.name;

/**
 * Frames that perf could not resolve. A walk through a register that is not a frame pointer piles up hundreds of them,
 * so a run of equal ones can be shown as one with their number.
 */
public final class UnresolvedFrames {
    private UnresolvedFrames() {}

    /** Whether a frame is one, as perf printed it or as folded stacks name it. */
    public static boolean is(String symbol, String module) {
        boolean file = module.isEmpty() && symbol.startsWith("[") && symbol.endsWith("]");
        return symbol.isBlank() || symbol.equals(FoldedName.UNKNOWN) || file;
    }

    /** The name of a run of them: {@code [unknown] x12}, or the shortest and the longest where several are one. */
    public static String name(String name, int shortest, int longest) {
        if (longest <= 1) {
            return name;
        }
        return name + " x" + (shortest == longest ? "" : shortest + "-") + longest;
    }
}
