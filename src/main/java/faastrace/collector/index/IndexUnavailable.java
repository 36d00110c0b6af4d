package faastrace.collector.index;

import java.io.IOException;

/** Thrown if the index can't be used now. The message says why. */
public final class IndexUnavailable extends IOException {
    private static final long serialVersionUID = 1L;

    IndexUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
