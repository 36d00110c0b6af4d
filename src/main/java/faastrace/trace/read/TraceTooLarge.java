package faastrace.trace.read;

import java.io.IOException;

/** A trace that takes more memory than its reader may use: its stacks are too many and too different. */
public final class TraceTooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    TraceTooLarge() {
        super("its stacks are too many and too different to be read in the memory there is");
    }
}
