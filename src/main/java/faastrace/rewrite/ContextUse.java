package faastrace.rewrite;

import faastrace.dockerfile.Instruction;
import faastrace.dockerfile.Stage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells which instructions depend on the function's own files. From the first such instruction on, layers change with
 * every build.
 */
final class ContextUse {
    private final Set<Stage> visited = new HashSet<>();

    private ContextUse() {}

    /** Whether an instruction copies or mounts files of the build context, directly or from a stage that does so. */
    static boolean by(Stage stage, Instruction instruction) {
        return new ContextUse().uses(stage, instruction);
    }

    private boolean uses(Stage stage, Instruction instruction) {
        if (instruction.is("COPY") || instruction.is("ADD")) {
            if (instruction.flag("from").isPresent()) {
                return stage.byCopyFrom(instruction).filter(this::uses).isPresent();
            }
            return !instruction.sources().stream().allMatch(ContextUse::isRemote);
        }
        return instruction.is("RUN")
                && instruction.flags("mount").stream()
                        .anyMatch(mount -> mount.contains("type=bind") && !mount.contains("from="));
    }

    private boolean uses(Stage stage) {
        if (!visited.add(stage)) {
            return false;
        }
        List<Stage> chain = stage.chain();
        return chain.stream().anyMatch(s -> s.instructions().stream().anyMatch(i -> uses(s, i)));
    }

    private static boolean isRemote(String source) {
        return source.matches("(?i)(https?|git)://.*") || source.startsWith("<<");
    }
}
