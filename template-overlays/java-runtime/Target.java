package faastrace.hook;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A public method whose arguments can be made from texts. The first one may be a name of a type of the server's own. */
final class Target {
    private final Method method;
    private final Map<String, Object> names = new ConcurrentHashMap<>();

    private Target(Method method) {
        this.method = method;
    }

    /** The most suitable method of a class. Its general types come first, because others can call methods of those. */
    static Target find(Class<?> type, String name, int arguments) {
        Target best = null;
        if (type.getSuperclass() != null) {
            best = find(type.getSuperclass(), name, arguments);
        }
        for (Class<?> each : type.getInterfaces()) {
            best = better(best, find(each, name, arguments));
        }
        if (Modifier.isPublic(type.getModifiers())) {
            for (Method method : type.getDeclaredMethods()) {
                boolean fits = method.getName().equals(name) && method.getParameterCount() == arguments;
                if (fits && (method.getModifiers() & (Modifier.PUBLIC | Modifier.STATIC)) == Modifier.PUBLIC) {
                    best = better(best, new Target(method));
                }
            }
        }
        return best;
    }

    private static Target better(Target first, Target second) {
        return first == null || second != null && second.cost() < first.cost() ? second : first;
    }

    private int cost() {
        int cost = 0;
        for (Class<?> type : method.getParameterTypes()) {
            cost += type == String.class ? 0 : type.isAssignableFrom(String.class) || type == String[].class ? 1 : 3;
        }
        return cost;
    }

    Object call(Object object, String[] texts) throws ReflectiveOperationException {
        Class<?>[] types = method.getParameterTypes();
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = i == 0 ? name(types[i], texts[i]) : argument(types[i], texts[i]);
        }
        return method.invoke(object, arguments);
    }

    private static Object argument(Class<?> type, String text) {
        if (!type.isArray()) {
            return text;
        }
        Object array = Array.newInstance(type.getComponentType(), 1);
        Array.set(array, 0, text);
        return array;
    }

    private Object name(Class<?> type, String text) throws ReflectiveOperationException {
        if (type.isAssignableFrom(String.class)) {
            return text;
        }
        Object name = names.get(text);
        if (name == null) {
            name = type.isInterface()
                    ? type.getClassLoader().loadClass(type.getName() + "s").getMethod("create", String.class).invoke(null, text)
                    : type.getConstructor(String.class).newInstance(text);
            names.put(text, name); // only a few names are ever looked up
        }
        return name;
    }
}
