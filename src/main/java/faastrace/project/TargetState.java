package faastrace.project;

import faastrace.overlay.Level;
import faastrace.patch.Patch;
import faastrace.rewrite.Rewrite;
import faastrace.template.Template;
import java.util.List;
import java.util.Optional;

/**
 * A target as it is and as it would be.
 *
 * @param target which one
 * @param state what it is in
 * @param current its files as they stand (fetched ones if it is missing)
 * @param rewrite what becomes of its original with the overlays and settings of now
 * @param kept the images kept when it was patched, if it was
 * @param conflict a file whose patched block was edited, so that the patch can't be taken out
 * @param notes more to say, a line each
 */
public record TargetState(
        Target target,
        State state,
        Template current,
        Rewrite rewrite,
        Optional<Kept> kept,
        Optional<String> conflict,
        List<String> notes) {

    /** The changes, relative to the target's folder, that bring it to its traced form; none if refused. */
    public Patch pending() {
        return rewrite.refusal().isPresent() ? Patch.empty() : Rewrite.between(current, rewrite.traced());
    }

    /** The changes that take a patch out of it. */
    Patch undoing() {
        return Rewrite.between(current, rewrite.original());
    }

    /** How finely it is traced, or would be. */
    public Level level() {
        return rewrite.level();
    }

    /** The names of the overlays it gets. */
    public List<String> overlays() {
        return rewrite.overlays().stream().map(overlay -> overlay.name()).toList();
    }
}
