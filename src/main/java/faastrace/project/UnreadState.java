package faastrace.project;

import faastrace.overlay.Level;
import faastrace.patch.Patch;
import faastrace.problem.Problem;
import faastrace.project.stack.Target;
import faastrace.rewrite.Rewrite;
import faastrace.template.Template;
import java.util.List;
import java.util.Optional;

/**
 * A target that can't be read. It is refused, and all that is known of an earlier patch stays as it is.
 *
 * @param problem why it can't be read
 */
record UnreadState(Target target, Problem problem) implements TargetState {
    @Override
    public State state() {
        return State.REFUSED;
    }

    @Override
    public Template current() {
        return Template.of(target.name(), List.of());
    }

    @Override
    public Rewrite rewrite() {
        return Rewrite.refused(current(), Optional.empty(), reason());
    }

    @Override
    public Optional<String> refusal() {
        return Optional.of(reason());
    }

    /** The problem in one line. The target's folder is left out, because every report names the target. */
    private String reason() {
        String where = problem.where();
        String prefix = target.folder() + "/";
        int at = where.indexOf(prefix);
        String file = at < 0 ? "" : where.substring(at + prefix.length()) + ": ";
        return file + problem.what() + "; " + problem.cure();
    }

    @Override
    public Optional<Problem> unreadable() {
        return Optional.of(problem);
    }

    @Override
    public Level level() {
        return Level.NONE;
    }

    @Override
    public List<String> overlays() {
        return List.of();
    }

    @Override
    public boolean keepsPatch() {
        return true;
    }

    @Override
    public Patch pending() {
        return Patch.empty();
    }
}
