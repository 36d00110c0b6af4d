package faastrace.hook;

import java.util.function.BiFunction;

/**
 * What servers call, through types that all class loaders share. When a call begins, the first argument is the id of
 * a place, and the result is passed as the first argument when the call is over.
 */
public final class Entrance implements BiFunction<Object, Object[], Object> {
    /** Called by the code that {@link Wrapper} adds to a server. */
    public Entrance() {}

    @Override
    public Object apply(Object what, Object[] arguments) {
        if (what instanceof Runnable) {
            ((Runnable) what).run();
            return null;
        }
        return what == null ? null : Places.get((String) what).enter(arguments);
    }
}
