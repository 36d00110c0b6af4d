package faastrace.rewrite;

import faastrace.dockerfile.Dockerfile;
import faastrace.dockerfile.Instruction;
import faastrace.dockerfile.Stage;
import faastrace.dockerfile.StageState;
import faastrace.document.Json;
import faastrace.overlay.Edit;
import faastrace.overlay.Overlay;
import faastrace.overlay.match.BoundedText;
import faastrace.overlay.match.Patterns;
import faastrace.template.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;

/** Applies the edits that overlays make to a Dockerfile. Each edit refers to the position of an instruction. */
final class DockerfileRewrite {
    private static final String BEGIN = "# faas-trace: begin (`faas-trace revert` takes this block out)";
    private static final String END = "# faas-trace: end";

    private final Facts facts;
    private final Dockerfile dockerfile;
    private final String text;
    private final TextEdits edits;
    private final RootStepPosition place;
    private final SortedMap<Integer, List<String>> blocks = new TreeMap<>();
    private final List<String> takes = new ArrayList<>();

    DockerfileRewrite(Facts facts, TextEdits edits, RootStepPosition place) {
        this.facts = facts;
        this.place = place;
        this.dockerfile = facts.dockerfile();
        this.text = dockerfile.text();
        this.edits = edits;
    }

    /**
     * Adds the root step: COPY instructions and a command that runs as root. The root step comes before any instruction
     * that uses the function's own files, so that the root step's layers stay cached.
     */
    void rootStep(Edit.RootStep step) {
        command(); // throws if the image starts no process, because then there is nothing to trace
        List<String> lines = new ArrayList<>();
        Optional<String> user = place.otherUser();
        user.ifPresent(u -> lines.add("USER root"));
        step.copies().forEach((from, to) -> lines.add("COPY " + from + " " + to));
        lines.addAll(takes);
        if (!step.run().isEmpty()) {
            lines.add("RUN [" + words(step.run()) + "]");
        }
        user.filter(u -> !u.isEmpty()).ifPresent(u -> lines.add("USER " + u));
        insertBlock(
                place.before()
                        .map(this::aboveComments)
                        .orElseGet(() -> place.stage().end()),
                lines);
    }

    /** Adds COPY instructions and a command that runs as root to each stage that compiles the function. */
    void stageStep(Edit.StageStep step) {
        List<StageStepPosition> positions = StageStepPosition.all(dockerfile, step.before());
        if (positions.isEmpty()) {
            throw new RewriteRefused(
                    "the Dockerfile has no RUN that this overlay recognises as the build of the function");
        }
        for (StageStepPosition position : positions) {
            List<String> lines = new ArrayList<>();
            Optional<String> user = position.otherUser();
            user.ifPresent(u -> lines.add("USER root"));
            step.copies().forEach((from, to) -> lines.add("COPY " + from + " " + to));
            lines.add("RUN " + position.caches() + "[" + words(step.run()) + "]");
            user.ifPresent(u -> lines.add("USER " + u));
            insertBlock(aboveComments(position.before()), lines);
        }
    }

    /** Adds a stage right before the stage of the root step. The root step copies the results of the new stage. */
    void buildStage(Overlay overlay, Edit.BuildStage step) {
        BuildStage stage = new BuildStage(dockerfile, step, overlay.name());
        Stage user = place.stage();
        insertBlock(user.from().start(), stage.lines(user, facts.chain().get(0)));
        takes.addAll(stage.takes());
    }

    /** Sets environment variables of the final image, right before the instruction that sets its command. */
    void environment(Map<String, String> variables) {
        if (variables.isEmpty()) {
            return;
        }
        List<String> lines = new ArrayList<>();
        variables.forEach((name, value) -> lines.add("ENV " + name + "=" + quoted(value)));
        insertBlock(aboveComments(command()), lines);
    }

    /** Makes environment variables of build arguments, right before the instruction that sets the image's command. */
    void arguments(List<String> names) {
        List<String> lines = new ArrayList<>();
        for (String name : names) {
            lines.add("ARG " + name + "=\"\""); // without a default, podman warns about a missing argument
            lines.add("ENV " + name + "=\"$" + name + "\"");
        }
        insertBlock(aboveComments(command()), lines);
    }

    /** Puts words in front of the image's command. A command in shell form still runs in the image's shell. */
    void prefixCommand(List<String> words) {
        Instruction command = command();
        Optional<List<String>> exec = command.execForm();
        if (exec.isPresent()) {
            int bracket = text.indexOf('[', command.argumentsStart());
            edits.insert(bracket + 1, words(words) + ", ");
        } else {
            List<String> all = new ArrayList<>(words);
            all.addAll(shell(command));
            all.add(command.arguments());
            edits.replace(command.argumentsStart(), command.argumentsEnd(), "[" + words(all) + "]");
        }
    }

    /** Changes text inside every instruction with one keyword. */
    void inInstructions(Overlay overlay, Edit.InInstruction edit, OverlayValues values) {
        int hits = 0;
        for (Instruction instruction : dockerfile.instructions()) {
            if (instruction.is(edit.keyword())) {
                Matcher matcher = edit.anchor().matcher(new BoundedText(instruction.raw()));
                while (matcher.find()) {
                    hits++;
                    String rendered =
                            values.render(overlay, "dockerfile", edit.text(), Patterns.groups(edit.anchor(), matcher));
                    refuseMoreLines(edit, matcher.group(edit.group()), rendered);
                    int start = instruction.start();
                    edits.replace(start + matcher.start(edit.group()), start + matcher.end(edit.group()), rendered);
                }
            }
        }
        if (!edit.count().allows(hits)) {
            throw new RewriteRefused("its anchor was found " + hits + " times in " + edit.keyword()
                    + " instructions; expected: " + edit.count());
        }
    }

    /** Refuses new text with more line breaks than the old text. A line break could end the instruction. */
    private static void refuseMoreLines(Edit.InInstruction edit, String before, String after) {
        if (lineEnds(after) > lineEnds(before)) {
            throw edit.at().problem("the new text contains a line break", "remove it; in YAML, quote the text");
        }
    }

    private static long lineEnds(String text) {
        return text.chars().filter(c -> c == '\n' || c == '\r').count();
    }

    /**
     * After every instruction that copies the entry into the image, adds an instruction that copies the file to the
     * same folder. Adds nothing if the existing instruction copies the file anyway.
     */
    void copyBesideEntry(String entry, String file) {
        boolean reaches = false;
        List<Instruction> inStages = dockerfile.stages().stream()
                .flatMap(stage -> stage.instructions().stream())
                .toList();
        for (Instruction instruction : inStages) {
            EntryCopy copy = new EntryCopy(instruction, entry, file);
            if (copy.namesEntry() && !copy.bringsFile()) {
                AnchorEdit.insertLine(text, instruction.end(), copy.line() + dockerfile.newline(), edits);
            }
            reaches |= copy.namesEntry() || copy.bringsFile();
        }
        if (!reaches) {
            throw new RewriteRefused("no COPY copies the entry " + entry + " into the image");
        }
    }

    private void insertBlock(int offset, List<String> lines) {
        blocks.computeIfAbsent(offset, at -> new ArrayList<>()).addAll(lines);
    }

    /** Inserts all collected lines. Lines for the same position become one block. */
    void finish() {
        String newline = dockerfile.newline();
        blocks.forEach((offset, lines) -> {
            String block = BEGIN + newline + String.join(newline, lines) + newline + END + newline;
            AnchorEdit.insertLine(text, offset, block, edits);
        });
    }

    static String words(List<String> words) {
        return String.join(", ", words.stream().map(Json::writeLine).toList());
    }

    /** The instruction that sets what the image runs: a non-empty ENTRYPOINT, otherwise CMD. */
    private Instruction command() {
        return facts.entrypoint()
                .or(facts::command)
                .orElseThrow(() -> new RewriteRefused("it starts no process: there is neither ENTRYPOINT nor CMD"));
    }

    private List<String> shell(Instruction command) {
        return stageOf(command)
                .flatMap(stage -> StageState.before(stage, command).shell())
                .orElse(List.of("/bin/sh", "-c"));
    }

    private Optional<Stage> stageOf(Instruction instruction) {
        return dockerfile.stages().stream()
                .filter(stage -> stage.instructions().contains(instruction))
                .findFirst();
    }

    /**
     * The offset of the comment lines directly above an instruction. If there are none, the start of the instruction's
     * line.
     */
    private int aboveComments(Instruction instruction) {
        int index = dockerfile.instructions().indexOf(instruction);
        int floor = index == 0 ? 0 : dockerfile.instructions().get(index - 1).end();
        int start = AnchorEdit.lineStart(text, instruction.start());
        while (start > floor) {
            int above = AnchorEdit.lineStart(text, start - 1);
            if (above < floor || !text.substring(above, start).strip().startsWith("#")) {
                break;
            }
            start = above;
        }
        return start;
    }

    private String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : value.toCharArray()) {
            if (c < ' ') {
                throw new RewriteRefused("a setting contains a control character");
            }
            if (c == '"' || c == '$' || c == dockerfile.escape()) {
                quoted.append(dockerfile.escape());
            }
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }
}
