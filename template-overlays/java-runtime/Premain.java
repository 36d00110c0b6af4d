package faastrace.hook;

import java.lang.instrument.Instrumentation;

/** Starts the hook. With -javaagent:faas-trace.jar, the JVM calls this class before it starts the function. */
public final class Premain {
    private Premain() {}

    /** Installs the hook. Without an agent in the environment, changes nothing. Never keeps the JVM from starting. */
    public static void premain(String arguments, Instrumentation jvm) {
        try {
            Tracer tracer = Tracer.get();
            if (tracer != null) {
                Places.in(""); // loads what is needed while classes are loaded
                jvm.addTransformer(new ServerTransformer(tracer));
                TracedServers.install();
            }
        } catch (Throwable leaveItUntraced) {
            // a hook that throws here would end the JVM
        }
    }
}
