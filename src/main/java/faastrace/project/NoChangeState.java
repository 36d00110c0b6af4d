package faastrace.project;

import faastrace.overlay.Level;
import faastrace.patch.Patch;
import faastrace.project.stack.Target;
import faastrace.rewrite.Rewrite;
import faastrace.template.Template;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A state that an earlier run has left, or found, with nothing to do, and nothing has changed since.
 *
 * @param outcome what that run noted
 * @param read works it out again, for what is rarely asked
 */
record NoChangeState(Target target, Template current, NoChangeCache.Outcome outcome, Supplier<ReadState> read)
        implements TargetState {

    @Override
    public State state() {
        return State.PATCHED;
    }

    @Override
    public Rewrite rewrite() {
        return read.get().rewrite();
    }

    @Override
    public Optional<String> refusal() {
        return Optional.empty();
    }

    @Override
    public Level level() {
        return outcome.level();
    }

    @Override
    public List<String> overlays() {
        return outcome.overlays();
    }

    @Override
    public Patch pending() {
        return Patch.empty();
    }
}
