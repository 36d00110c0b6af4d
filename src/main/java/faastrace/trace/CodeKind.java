package faastrace.trace;

/** The origin of a frame's code. */
public enum CodeKind {
    /** Not a frame, but the name of the thread, which pictures show as the caller of the outermost frame. */
    command,
    /** A program or a library on disk. */
    binary,
    /** The kernel or one of its modules. */
    kernel,
    /** Code that was generated at run time and is listed in the runtime's perf map. */
    compiled,
    /** A function that was inlined into its caller. */
    inlined,
    /** The origin is not known. */
    unknown,
    /** Not code, but time off the processor. See {@link OffCpu}. */
    offCpu;

    /** Derives the kind from what perf printed, or from a suffix such as {@code _[k]} that folded stacks may have. */
    static CodeKind of(String symbol, String module) {
        if (module.equals(OffCpu.MODULE)) {
            return offCpu;
        }
        if (module.startsWith("[unknown") || module.isEmpty() && symbol.startsWith("[")) {
            return unknown;
        }
        if (module.startsWith("[") || module.endsWith(".ko") || module.contains("vmlinux") || symbol.endsWith("_[k]")) {
            return kernel;
        }
        String file = module.substring(module.lastIndexOf('/') + 1);
        if (file.startsWith("perf-") && file.endsWith(".map")
                || file.startsWith("jitted-")
                || symbol.endsWith("_[j]")) {
            return compiled;
        }
        return module.isEmpty() && symbol.endsWith("_[i]") ? inlined : binary;
    }
}
