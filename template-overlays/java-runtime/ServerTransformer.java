package faastrace.hook;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;

/** Puts the hook into the classes of known servers when they are loaded. Of all other classes, only the name is read. */
final class ServerTransformer implements ClassFileTransformer {
    /** Only servers load this class. The class that reads messages is used by clients too. */
    private static final String NETTY_SERVER = "io/netty/handler/codec/http/HttpRequestDecoder";

    private static final String NETTY = "io/netty/";

    private final Tracer tracer;

    ServerTransformer(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public byte[] transform(ClassLoader loader, String name, Class<?> old, ProtectionDomain domain, byte[] bytes) {
        try {
            List<Place> places = name == null ? null : Places.in(name);
            if (NETTY_SERVER.equals(name) || places != null && !name.startsWith(NETTY)) {
                tracer.hello();
            }
            return places == null ? null : wrapped(places, bytes);
        } catch (Throwable leaveItUnchanged) {
            return null; // the JVM then uses the class as it is
        }
    }

    private static byte[] wrapped(List<Place> places, byte[] bytes) throws IOException {
        List<Place> missing = new ArrayList<>(places);
        byte[] wrapped = Wrapper.wrap(bytes, missing);
        if (wrapped != null) {
            places.stream().filter(place -> !missing.contains(place)).forEach(Place::found);
        }
        return wrapped;
    }
}
