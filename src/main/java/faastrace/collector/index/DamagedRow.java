package faastrace.collector.index;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Thrown if a row of the index can't be read, or does not match its checksum. */
final class DamagedRow extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedRow(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
