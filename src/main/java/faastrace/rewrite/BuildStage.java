package faastrace.rewrite;

import faastrace.dockerfile.Dockerfile;
import faastrace.dockerfile.Instruction;
import faastrace.dockerfile.Stage;
import faastrace.dockerfile.Word;
import faastrace.overlay.Edit;
import faastrace.overlay.match.BoundedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A build stage that an overlay adds. It is built on an image of the template, or on one that the overlay names. */
final class BuildStage {
    private static final Pattern NUMBERED = Pattern.compile("(^|[\\s,])(--)?from=(\\d{1,9})(?=[\\s,]|$)");

    private final Dockerfile dockerfile;
    private final Edit.BuildStage step;
    private final String overlay;

    BuildStage(Dockerfile dockerfile, Edit.BuildStage step, String overlay) {
        this.dockerfile = dockerfile;
        this.step = step;
        this.overlay = overlay;
    }

    /**
     * The instructions of this stage.
     *
     * @param user the stage that copies the results; the instructions must be inserted before that stage
     * @param root the stage whose FROM names the base image of the final image
     */
    List<String> lines(Stage user, Stage root) {
        keepsNumbers(user);
        List<String> lines = new ArrayList<>();
        lines.add(from(root) + " AS " + name());
        lines.add("USER root");
        step.copies().forEach((from, to) -> lines.add("COPY " + from + " " + to));
        lines.add("RUN [" + DockerfileRewrite.words(step.run()) + "]");
        return lines;
    }

    /** The instructions that copy the results of this stage into another stage. */
    List<String> takes() {
        List<String> lines = new ArrayList<>();
        step.takes().forEach((from, to) -> lines.add("COPY --from=" + name() + " " + from + " " + to));
        return lines;
    }

    private String name() {
        return "faas-trace-" + overlay.toLowerCase(Locale.ROOT);
    }

    private String from(Stage root) {
        if (step.base() instanceof Edit.Base.Named named) {
            // The results run in the final image, so this stage needs the same platform. The flag is copied unchanged.
            return text(root.from().start(), root.from().words().get(0).start()) + named.image();
        }
        return fromTemplate(((Edit.Base.OfTemplate) step.base()).image());
    }

    /**
     * The first FROM whose image matches. Its text is copied from the Dockerfile unchanged, so that the platform flag
     * and build arguments stay the same.
     */
    private String fromTemplate(Pattern wanted) {
        for (Stage stage : dockerfile.stages()) {
            if (stage.parent().isEmpty()
                    && wanted.matcher(new BoundedText(stage.image())).find()) {
                Instruction from = stage.from();
                Word image = from.words().get(0);
                return text(from.start(), image.end());
            }
        }
        throw new RewriteRefused(
                "no stage of the Dockerfile starts from an image that the overlay can build with (" + wanted + ")");
    }

    private String text(int start, int end) {
        return dockerfile.text().substring(start, end);
    }

    /**
     * Refuses a Dockerfile that uses the number of the given stage or of a later stage. An additional stage before them
     * would change these numbers.
     */
    private void keepsNumbers(Stage user) {
        for (Instruction instruction : dockerfile.instructions()) {
            boolean shifted = NUMBERED.matcher(instruction.raw())
                    .results()
                    .anyMatch(number -> Integer.parseInt(number.group(3)) >= user.index());
            if (shifted) {
                throw new RewriteRefused(
                        "line " + instruction.line() + " of the Dockerfile names a stage by its number,"
                                + " which changes when a stage is added; give that stage a name");
            }
        }
    }
}
