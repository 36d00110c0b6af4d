package faastrace.hook;

/** Starts the hook. With -javaagent:faas-trace.jar, the JVM calls this class before it starts the function. */
public final class Premain {
    private Premain() {}

    /** Installs the hook. Without an agent in the environment, changes nothing. Never keeps the JVM from starting. */
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
