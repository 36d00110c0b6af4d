package faastrace.rewrite;

import faastrace.overlay.Overlay;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown inside the package if an overlay can't be applied to a template. */
final class RewriteRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    private final transient @Nullable Overlay overlay;

    RewriteRefused(String reason) {
        this(reason, null);
    }

    private RewriteRefused(String reason, @Nullable Overlay overlay) {
        super(reason, null, false, false);
        this.reason = reason;
        this.overlay = overlay;
    }

    /** A copy of this exception that names the overlay. If this exception already names an overlay, returns itself. */
    RewriteRefused of(Overlay culprit) {
        return overlay == null ? new RewriteRefused(reason, culprit) : this;
    }

    /** Why the overlay can't be applied. */
    String reason() {
        return reason;
    }

    /** The overlay that can't be applied; empty if it has not been set yet. */
    Optional<Overlay> overlay() {
        return Optional.ofNullable(overlay);
    }
}
