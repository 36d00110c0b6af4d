package faastrace.trace.name;

/**
 * Frames that perf could not resolve. If code doesn't use the frame pointer register as such, stack walking can produce
 * hundreds of them. So a run of equal frames can be shown as one frame with a count.
 */
public final class UnresolvedFrames {
    private UnresolvedFrames() {}

    /** Whether a frame is unresolved, in perf's notation or that of folded stacks. */
    public static boolean is(String symbol, String module) {
        boolean file = module.isEmpty() && symbol.startsWith("[") && symbol.endsWith("]");
        return symbol.isBlank() || symbol.equals(FoldedName.UNKNOWN) || file;
    }

    /** The name of a run: {@code [unknown] x12}, or with the shortest and longest length if several runs are merged. */
    public static String name(String name, int shortest, int longest) {
        if (longest <= 1) {
            return name;
        }
        return name + " x" + (shortest == longest ? "" : shortest + "-") + longest;
    }
}
