package faastrace.project;

import faastrace.overlay.Level;
import faastrace.patch.Patch;
import faastrace.project.stack.Target;
import faastrace.rewrite.Rewrite;
import faastrace.template.Facts;
import faastrace.template.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A state that was computed from the target's files.
 *
 * @param kept the originals that were kept when the target was patched; empty if it was not patched
 */
record ReadState(
        Target target,
        State state,
        Template current,
        Rewrite rewrite,
        Optional<Originals> kept,
        Optional<String> conflict,
        List<String> lost,
        List<String> notes)
        implements TargetState {

    @Override
    public Patch pending() {
        return refusal().isPresent() ? Patch.empty() : Rewrite.between(current, rewrite.traced());
    }

    @Override
    public boolean keepsPatch() {
        return kept.isPresent();
    }

    @Override
    public Optional<String> refusal() {
        return rewrite.refusal();
    }

    @Override
    public List<String> limits() {
        List<String> limits = new ArrayList<>(rewrite.notes());
        if (!target.isFunction()
                && !current.files().isEmpty()
                && current.file(Facts.SETTINGS).isEmpty()) {
            limits.add("it has no " + Facts.SETTINGS + ", so faas-cli can't build functions from it");
        }
        return limits;
    }

    @Override
    public Level level() {
        return rewrite.level();
    }

    @Override
    public List<String> overlays() {
        return rewrite.overlays().stream().map(overlay -> overlay.name()).toList();
    }
}
