package faastrace.hook;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Reads and writes texts in gRPC's metadata, whose keys have a type of their own. */
final class GrpcMetadata {
    private final Object marshaller;
    private final Method keyOf;
    private final Method get;
    private final Method put;
    private final Method discard;
    private final Map<String, Object> keys = new ConcurrentHashMap<>();

    /** The type is that of the metadata. */
    GrpcMetadata(Class<?> type) throws ReflectiveOperationException {
        Class<?> key = Class.forName(type.getName() + "$Key", true, type.getClassLoader());
        marshaller = type.getField("ASCII_STRING_MARSHALLER").get(null);
        keyOf = key.getMethod("of", String.class, type.getField("ASCII_STRING_MARSHALLER").getType());
        get = type.getMethod("get", key);
        put = type.getMethod("put", key, Object.class);
        discard = type.getMethod("discardAll", key);
    }

    /** A text; null if there is none. */
    String get(Object metadata, String name) {
        try {
            return (String) get.invoke(metadata, key(name));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /** Sets a text. If that fails, the metadata stay as they are. */
    void set(Object metadata, String name, String text) {
        try {
            discard.invoke(metadata, key(name));
            put.invoke(metadata, key(name), text);
        } catch (ReflectiveOperationException e) {
            // the response goes without it
        }
    }

    private Object key(String name) throws ReflectiveOperationException {
        Object key = keys.get(name);
        if (key == null) {
            key = keyOf.invoke(null, name, marshaller);
            keys.put(name, key); // only a few names are ever looked up
        }
        return key;
    }
}
