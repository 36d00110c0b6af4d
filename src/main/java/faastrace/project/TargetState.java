package faastrace.project;

import faastrace.overlay.Level;
import faastrace.patch.FileChange;
import faastrace.patch.Patch;
import faastrace.problem.Problem;
import faastrace.project.stack.Target;
import faastrace.rewrite.Rewrite;
import faastrace.template.Template;
import java.util.List;
import java.util.Optional;

/** A target's current state and its traced form. */
public sealed interface TargetState permits ReadState, NoChangeState, UnreadState {
    /** The target. */
    Target target();

    /** Its state. */
    State state();

    /** Its current files; the fetched files if it is missing. */
    Template current();

    /** The result of applying the current overlays and settings to its original. */
    Rewrite rewrite();

    /** The reason why it can't be traced, if it can't. */
    Optional<String> refusal();

    /** Why it can't be read; empty if it can. */
    default Optional<Problem> unreadable() {
        return Optional.empty();
    }

    /** How finely it is traced, or would be. */
    Level level();

    /** The names of the overlays that are applied to it. */
    List<String> overlays();

    /** A file whose patched block was edited, so that the patch can't be taken out. */
    default Optional<String> conflict() {
        return Optional.empty();
    }

    /** Why this command can't take the patch out; empty if it can. */
    default Optional<Problem> obstacle(String command) {
        return conflict()
                .map(path -> new Problem(
                        target().folder() + "/" + path,
                        "the patched block was edited, so " + command + " can't tell your changes from its own",
                        "undo your change in that block, or pull the template again with --overwrite"));
    }

    /** Whether it contains an earlier patch. If it is refused now, the earlier patch stays. */
    default boolean keepsPatch() {
        return false;
    }

    /** Files that the patch had added and somebody edited. Edits in them are lost. */
    default List<String> lost() {
        return List.of();
    }

    /** Further notes, one line each. */
    default List<String> notes() {
        return List.of();
    }

    /** Limitations of its tracing and the reasons, one line each. They are the same before and after patching. */
    default List<String> limits() {
        return List.of();
    }

    /** The changes that give the target its traced form, relative to its folder. None if it is refused. */
    Patch pending();

    /** The changes that take a patch out of it. */
    default Patch undoing() {
        return Rewrite.between(current(), rewrite().original());
    }

    /** The edited files that a patch would overwrite, as paths in the function repository. */
    default List<String> replaced() {
        List<String> changed =
                pending().changes().stream().map(FileChange::path).toList();
        return lost().stream()
                .filter(changed::contains)
                .map(path -> target().folder() + "/" + path)
                .toList();
    }

    /** The edited files that are deleted with the patch, as paths in the function repository. */
    default List<String> removed() {
        return lost().stream().map(path -> target().folder() + "/" + path).toList();
    }
}
