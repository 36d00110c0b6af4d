package faastrace.rewrite;

import faastrace.dockerfile.Dockerfile;
import faastrace.dockerfile.Instruction;
import faastrace.dockerfile.Stage;
import faastrace.dockerfile.StageState;
import faastrace.overlay.match.BoundedText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A position in a stage that compiles the function: right before the first RUN that does so. A stage compiles the
 * function only if it has the function's files. Other stages compile other programs, such as the watchdog.
 */
record StageStepPosition(Stage stage, Instruction before) {
    /**
     * The positions in all stages. A stage that is built on another one of these stages has none of its own.
     *
     * @param pattern a pattern for the arguments of a RUN that compiles
     */
    static List<StageStepPosition> all(Dockerfile dockerfile, Pattern pattern) {
        List<StageStepPosition> positions = new ArrayList<>();
        Set<Stage> done = new HashSet<>();
        for (Stage stage : dockerfile.stages()) {
            if (stage.parent().filter(done::contains).isPresent()) {
                done.add(stage);
                continue;
            }
            in(stage, pattern).ifPresent(position -> {
                positions.add(position);
                done.add(stage);
            });
        }
        return positions;
    }

    private static Optional<StageStepPosition> in(Stage stage, Pattern pattern) {
        boolean hasFiles = stage.parent().stream()
                .flatMap(parent -> parent.chain().stream())
                .anyMatch(link -> link.instructions().stream().anyMatch(i -> ContextUse.by(link, i)));
        for (Instruction instruction : stage.instructions()) {
            hasFiles |= ContextUse.by(stage, instruction);
            if (hasFiles && isMatch(instruction, pattern)) {
                return Optional.of(new StageStepPosition(stage, instruction));
            }
        }
        return Optional.empty();
    }

    /** A RUN in exec form does not match, because its image may have no shell that could run the step. */
    private static boolean isMatch(Instruction instruction, Pattern pattern) {
        return instruction.is("RUN")
                && instruction.execForm().isEmpty()
                && pattern.matcher(new BoundedText(
                                instruction.heredocs().isEmpty() ? instruction.arguments() : instruction.raw()))
                        .find();
    }

    /** The flags with which the RUN mounts caches, so that the step and the RUN share what they compile. */
    String caches() {
        return before.flags("mount").stream()
                .filter(mount -> mount.matches("type=cache(,[\\w.,=/-]*)?"))
                .map(mount -> "--mount=" + mount + " ")
                .collect(Collectors.joining());
    }

    /** The user to switch back to after the step; empty if the Dockerfile sets no user here, or root. */
    Optional<String> otherUser() {
        return StageState.before(stage, before)
                .userAt()
                .map(user -> user.arguments().strip())
                .filter(name -> !RootStepPosition.ROOT.matcher(name).matches());
    }
}
