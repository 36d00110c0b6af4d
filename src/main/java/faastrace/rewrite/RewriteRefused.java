package faastrace.rewrite;

import faastrace.overlay.Overlay;
import java.util.Optional;

/** Thrown inside the package if an overlay can't be applied to a template. */
final class RewriteRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Overlay overlay;

    RewriteRefused(String reason) {
        this(reason, null);
    }

    private RewriteRefused(String reason, Overlay overlay) {
        super(reason, null, false, false);
        this.overlay = overlay;
    }

    /** The same reason, together with the overlay that could not be applied. */
    RewriteRefused of(Overlay culprit) {
        return overlay == null ? new RewriteRefused(getMessage(), culprit) : this;
    }

    /** The overlay that can't be applied. */
    Optional<Overlay> overlay() {
        return Optional.ofNullable(overlay);
    }
}
