package faastrace.hook;

import java.util.function.Function;

/** A method of a server that tells the hook about requests. */
final class Place {
    final String type;
    private final String method;
    private final String arguments;
    private final Function<Object[], Runnable> entered;
    private final Runnable found;

    /**
     * The descriptor of the method must begin with the given arguments. The function gets the object and the arguments
     * of a call, and returns what to do after the call, or null. The last argument is run when the place was found.
     */
    Place(String type, String method, String arguments, Function<Object[], Runnable> entered, Runnable found) {
        this.type = type;
        this.method = method;
        this.arguments = arguments;
        this.entered = entered;
        this.found = found;
    }

    String id() {
        return type + "." + method + arguments;
    }

    boolean matches(String name, String descriptor) {
        return name.equals(method) && descriptor.startsWith(arguments);
    }

    Runnable enter(Object[] call) {
        return entered.apply(call);
    }

    void found() {
        found.run();
    }
}
