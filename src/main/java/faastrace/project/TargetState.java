package faastrace.project;

import faastrace.overlay.Level;
import faastrace.patch.FileChange;
import faastrace.patch.Patch;
import faastrace.project.stack.Target;
import faastrace.rewrite.Rewrite;
import faastrace.template.Template;
import java.util.List;
import java.util.Optional;

/** A target as it is and as it would be. */
public sealed interface TargetState permits ReadState, NoChangeState {
    /** Which one. */
    Target target();

    /** What it is in. */
    State state();

    /** Its files as they stand; fetched ones if it is missing. */
    Template current();

    /** What becomes of its original with the overlays and settings of now. */
    Rewrite rewrite();

    /** Why it can't be traced, if so. */
    Optional<String> refusal();

    /** How finely it is traced, or would be. */
    Level level();

    /** The names of the overlays it gets. */
    List<String> overlays();

    /** A file whose patched block was edited, so that the patch can't be taken out. */
    default Optional<String> conflict() {
        return Optional.empty();
    }

    /** Files that the patch had added and somebody edited: an edit there does not stay. */
    default List<String> lost() {
        return List.of();
    }

    /** More to say, a line each. */
    default List<String> notes() {
        return List.of();
    }

    /** What it has to do without, and why, a line each: true before patching and after. */
    default List<String> limits() {
        return List.of();
    }

    /** The changes, relative to the target's folder, that bring it to its traced form; none if refused. */
    Patch pending();

    /** The changes that take a patch out of it. */
    default Patch undoing() {
        return Rewrite.between(current(), rewrite().original());
    }

    /** The edited files that patching replaces, by their paths in the function repository. */
    default List<String> replaced() {
        List<String> changed =
                pending().changes().stream().map(FileChange::path).toList();
        return lost().stream()
                .filter(changed::contains)
                .map(path -> target().folder() + "/" + path)
                .toList();
    }

    /** The edited files that taking the patch out removes, by their paths in the function repository. */
    default List<String> removed() {
        return lost().stream().map(path -> target().folder() + "/" + path).toList();
    }
}
