package faastrace.rewrite;

import faastrace.dockerfile.Dockerfile;
import faastrace.dockerfile.Instruction;
import faastrace.dockerfile.Stage;
import faastrace.dockerfile.Word;
import faastrace.overlay.BoundedText;
import faastrace.overlay.Edit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A stage that an overlay adds to make something with the tools of the template's own build. */
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

    /** Its instructions, to stand before a stage that takes from it. */
    List<String> lines(Stage user) {
        keepsNumbers(user);
        List<String> lines = new ArrayList<>();
        lines.add(from() + " AS " + name());
        lines.add("USER root");
        step.copies().forEach((from, to) -> lines.add("COPY " + from + " " + to));
        lines.add("RUN [" + DockerfileRewrite.words(step.run()) + "]");
        return lines;
    }

    /** What brings its results into another stage. */
    List<String> takes() {
        List<String> lines = new ArrayList<>();
        step.takes().forEach((from, to) -> lines.add("COPY --from=" + name() + " " + from + " " + to));
        return lines;
    }

    private String name() {
        return "faas-trace-" + overlay.toLowerCase(Locale.ROOT);
    }

    /** The FROM of the first image that matches, as it is written there: arguments and platform stay what they are. */
    private String from() {
        for (Stage stage : dockerfile.stages()) {
            if (stage.parent().isEmpty()
                    && step.image().matcher(new BoundedText(stage.image())).find()) {
                Instruction from = stage.from();
                Word image = from.words().get(0);
                return dockerfile.text().substring(from.start(), image.end());
            }
        }
        throw new Refused(
                "no stage of the Dockerfile starts from an image that it can build with (" + step.image() + ")");
    }

    /** A stage more shifts the numbers of those behind it, by which a COPY may name them. */
    private void keepsNumbers(Stage user) {
        for (Instruction instruction : dockerfile.instructions()) {
            boolean shifted = NUMBERED.matcher(instruction.raw())
                    .results()
                    .anyMatch(number -> Integer.parseInt(number.group(3)) >= user.index());
            if (shifted) {
                throw new Refused("line " + instruction.line() + " of the Dockerfile names a stage by its number,"
                        + " which changes when a stage is added; give that stage a name");
            }
        }
    }
}
