package faastrace.hook;

import java.util.Optional;

/** Calls methods of a server's objects by name. If that fails, the result is null. */
final class Accessor {
    private final Named[] steps;

    /** Each method is called on the result of the one before. Only the last one gets arguments. */
    Accessor(String... methods) {
        steps = new Named[methods.length];
        for (int i = 0; i < methods.length; i++) {
            steps[i] = new Named(methods[i]);
        }
    }

    /** The methods with one name, by the class that they are called on. */
    private static final class Named {
        private final String name;
        private final ClassValue<Target> none = targets(0);
        private final ClassValue<Target> one = targets(1);
        private final ClassValue<Target> two = targets(2);

        private Named(String name) {
            this.name = name;
        }

        private ClassValue<Target> targets(int arguments) {
            return new ClassValue<Target>() {
                @Override
                protected Target computeValue(Class<?> type) {
                    return Target.find(type, name, arguments);
                }
            };
        }

        private Object call(Object object, String... arguments) throws ReflectiveOperationException {
            ClassValue<Target> targets = arguments.length == 0 ? none : arguments.length == 1 ? one : two;
            return targets.get(object.getClass()).call(object, arguments);
        }
    }

    Object get(Object object, String... arguments) {
        try {
            Object result = object;
            for (int i = 0; i < steps.length - 1; i++) {
                result = steps[i].call(result);
            }
            return steps[steps.length - 1].call(result, arguments);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return null;
        }
    }

    /** The result as a text; null if there is none. */
    String text(Object object, String... arguments) {
        Object result = get(object, arguments);
        Object value = result instanceof Optional ? ((Optional<?>) result).orElse(null) : result;
        return value instanceof String ? (String) value : null;
    }
}
