package faastrace.project;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is computed when it is first used, and then kept. Not thread-safe. */
final class Lazy<T> implements Supplier<T> {
    private final Supplier<T> work;
    private @Nullable T value;

    Lazy(Supplier<T> work) {
        this.work = work;
    }

    @Override
    public T get() {
        if (value == null) {
            value = work.get();
        }
        return value;
    }
}
