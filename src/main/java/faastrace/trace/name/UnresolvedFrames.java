package faastrace.trace.name;

/**
 * Frames that perf could not resolve. If code uses the frame pointer register for other purposes, stack walking can
 * produce hundreds of such frames. So a run of equal frames can be shown as one frame with a count.
 */
public final class UnresolvedFrames {
    private UnresolvedFrames() {}

    /** Whether a frame is unresolved. Accepts the notation of perf and that of folded stacks. */
    public static boolean is(String symbol, String module) {
        boolean file = module.isEmpty() && symbol.startsWith("[") && symbol.endsWith("]");
        return symbol.isBlank() || symbol.equals(FoldedName.UNKNOWN) || file;
    }

    /**
     * The name of a run, such as {@code [unknown] x12}. If several runs are merged, the name has the shortest and the
     * longest length: {@code [unknown] x3-12}.
     */
    public static String name(String name, int shortest, int longest) {
        if (longest <= 1) {
            return name;
        }
        return name + " x" + (shortest == longest ? "" : shortest + "-") + longest;
    }
}
