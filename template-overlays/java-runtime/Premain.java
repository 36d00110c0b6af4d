package faastrace.hook;

/** Where the JVM starts the hook, before the function: java -javaagent:faas-trace.jar. */
public final class Premain {
    private Premain() {}

    /** Without an agent in the image's environment it leaves everything as it is; it never fails a start. */
    public static void premain(String arguments) {
        try {
            if (Tracer.get() != null) {
                TracedServers.install();
            }
        } catch (Throwable leaveItUntraced) {
            // a hook that throws here would end the JVM
        }
    }
}
