package faastrace.trace;

/** Where a frame's code comes from. */
public enum CodeKind {
    /** Not a frame: the thread's name, at the bottom. */
    command,
    /** A program or a library on disk. */
    binary,
    /** The kernel or one of its modules. */
    kernel,
    /** Made at run time; a runtime's map has its name. */
    compiled,
    /** Inlined into its caller. */
    inlined,
    /** Nobody knows. */
    unknown;

    /** From what perf printed, or from the marks that folded stacks may bear. */
    static CodeKind of(String symbol, String module) {
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
