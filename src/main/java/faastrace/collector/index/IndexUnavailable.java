package faastrace.collector.index;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Thrown if the index can't be used now. The message says why. */
public final class IndexUnavailable extends IOException {
    private static final long serialVersionUID = 1L;

    IndexUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
