package faastrace.rewrite;

import faastrace.dockerfile.Instruction;
import faastrace.dockerfile.Stage;
import faastrace.dockerfile.StageState;
import faastrace.overlay.match.BoundedText;
import faastrace.template.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the position at which the root step is inserted. The root step comes before the first instruction that uses the
 * function's own files, so that its layers stay cached. It comes after everything that the image needs in order to run
 * commands, and after any instruction that would remove what the root step installs.
 */
final class RootStepPosition {
    static final Pattern ROOT = Pattern.compile("\"?(root|0)(:(root|0))?\"?");

    /** An instruction that contributes to the final image, and its stage. */
    private record Step(Stage stage, Instruction instruction) {}

    private final Facts facts;
    private final Optional<String> imageUser;
    private final List<Step> steps = new ArrayList<>();
    private int at;

    /**
     * @param imageUser the user that the base image sets, if known; an empty string if we only know that this user is
     *     not root
     * @param mustPrecede patterns of instructions (keyword and arguments) that must come before the root step
     */
    RootStepPosition(Facts facts, Optional<String> imageUser, List<Pattern> mustPrecede) {
        this.facts = facts;
        this.imageUser = imageUser;
        if (facts.chain().isEmpty()) {
            throw new RewriteRefused("its Dockerfile has no FROM");
        }
        facts.chain().forEach(stage -> stage.instructions().forEach(i -> steps.add(new Step(stage, i))));
        int needed = firstNotNeeded(mustPrecede);
        this.at = Math.max(needed, firstUse(mustPrecede));
        if (isUnknown() && userBefore().isEmpty()) {
            at = firstUser();
        }
    }

    /** The stage that the root step is inserted into. */
    Stage stage() {
        if (at < steps.size()) {
            return steps.get(at).stage();
        }
        return facts.dockerfile().finalStage().orElseThrow();
    }

    /** The instruction before which the root step is inserted; empty for the end of the stage. */
    Optional<Instruction> before() {
        return at < steps.size() ? Optional.of(steps.get(at).instruction()) : Optional.empty();
    }

    /**
     * The user to switch back to after the root step. Empty if the root step need not switch users, because the user is
     * root anyway. An empty string if it need not switch back, because a USER instruction follows.
     */
    Optional<String> otherUser() {
        Optional<String> user = userBefore();
        return user.isPresent()
                ? user.filter(name -> !ROOT.matcher(name).matches())
                : imageUser.filter(name -> !ROOT.matcher(name).matches());
    }

    private Optional<String> userBefore() {
        return StageState.before(stage(), before().orElse(null))
                .userAt()
                .map(Instruction::arguments)
                .map(String::strip);
    }

    private boolean isUnknown() {
        return imageUser.filter(String::isEmpty).isPresent();
    }

    /**
     * The position right before the next USER instruction. The image's own user is unknown, so the root step can't
     * switch back to it. Before a USER instruction, it need not do so.
     */
    private int firstUser() {
        for (int i = at; i < steps.size(); i++) {
            if (steps.get(i).instruction().is("USER")) {
                return i;
            }
        }
        throw new RewriteRefused("its image " + facts.rootImage().orElseThrow()
                + " doesn't run as root, and its user is unknown; add USER with the name of that user before the"
                + " first COPY");
    }

    private int firstUse(List<Pattern> mustPrecede) {
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (ContextUse.by(step.stage(), step.instruction()) && !matches(step.instruction(), mustPrecede)) {
                return i;
            }
        }
        Instruction command = facts.entrypoint().or(facts::command).orElse(null);
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).instruction() == command
                    && isLastStage(steps.get(i).stage())) {
                return i;
            }
        }
        return steps.size();
    }

    private boolean isLastStage(Stage stage) {
        return facts.dockerfile().finalStage().filter(stage::equals).isPresent();
    }

    /**
     * The position after the last instruction that must precede the root step. In an image built from scratch, the
     * position is never before the first RUN. Until then, the image may lack everything that a command needs.
     */
    private int firstNotNeeded(List<Pattern> mustPrecede) {
        int first = facts.chain().get(0).isFromNothing() ? firstRun() : 0;
        for (int i = steps.size() - 1; i >= first; i--) {
            if (matches(steps.get(i).instruction(), mustPrecede)) {
                return i + 1;
            }
        }
        return first;
    }

    private int firstRun() {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).instruction().is("RUN")) {
                return i;
            }
        }
        return 0;
    }

    private static boolean matches(Instruction instruction, List<Pattern> patterns) {
        String words =
                instruction.execForm().map(list -> String.join(" ", list)).orElse(instruction.arguments());
        String lines = instruction.heredocs().isEmpty() ? "" : "\n" + instruction.raw();
        String text = instruction.keyword() + " " + words + lines;
        return patterns.stream()
                .anyMatch(pattern -> pattern.matcher(new BoundedText(text)).find());
    }
}
