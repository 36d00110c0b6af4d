package faastrace.hook;

/** Starts the hook. The JVM calls it before the function: java -javaagent:faas-trace.jar. */
public final class Premain {
    private Premain() {}

    /** Without an agent in the environment it changes nothing. It never makes a start fail. */
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
