package faastrace.trace.read;

import java.io.IOException;

/**
 * Thrown for a trace that needs more memory than its reader may use, because it has too many different stacks or
 * invocations.
 */
public final class TraceTooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    private static final String REASON =
            "it has too many different stacks or invocations to be read in the available memory";

    TraceTooLarge() {
        super(REASON);
    }

    @Override
    public String getMessage() {
        return REASON;
    }
}
