package faastrace.dockerfile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Dockerfile split into instructions and stages. Parsing never fails: {@link #problems()} lists what Docker would
 * reject, and the text is kept unchanged.
 */
public final class Dockerfile {
    private final DockerfileSource source;
    private final List<Instruction> instructions;
    private final List<Stage> stages;
    private final Map<String, String> globals;

    private Dockerfile(DockerfileSource source) {
        this.source = source;
        this.instructions = List.copyOf(new InstructionReader(source).read());
        this.globals = globals();
        this.stages = stagesOf();
    }

    /** Parses a whole file, which may start with a byte-order mark. */
    public static Dockerfile parse(String text) {
        return new Dockerfile(new DockerfileSource(text, Directives.escape(text)));
    }

    /** The original text. */
    public String text() {
        return source.text();
    }

    /** All instructions in file order, including those before the first FROM. */
    public List<Instruction> instructions() {
        return instructions;
    }

    /** The stages in file order. */
    public List<Stage> stages() {
        return stages;
    }

    /** The last stage, which becomes the image unless the build selects another stage. */
    public Optional<Stage> finalStage() {
        return stages.isEmpty() ? Optional.empty() : Optional.of(stages.get(stages.size() - 1));
    }

    /** The line ending that most lines have: {@code \n} or {@code \r\n}. */
    public String newline() {
        return source.newline();
    }

    /**
     * The character that escapes other characters and continues lines: a backslash, unless the escape directive sets
     * another character.
     */
    public char escape() {
        return source.escape();
    }

    /** The 1-based line of an offset. */
    public int lineOf(int offset) {
        return source.lineOf(offset);
    }

    /** What Docker would reject, in line order; empty for a well-formed file. */
    public List<DockerfileFault> problems() {
        return DockerfileFaults.in(this);
    }

    /** The defaults of the ARGs before the first FROM, by name. ARGs without a default are left out. */
    Map<String, String> globalArgs() {
        return globals;
    }

    String expandGlobals(String written) {
        return ShellText.expand(written, escape(), globals::get);
    }

    /** Among the stages before the given index, the last stage with this name. Case is ignored. */
    Optional<Stage> stageNamed(String name, int before) {
        for (int i = before - 1; i >= 0; i--) {
            if (stages.get(i).alias().filter(name::equalsIgnoreCase).isPresent()) {
                return Optional.of(stages.get(i));
            }
        }
        return Optional.empty();
    }

    private Map<String, String> globals() {
        Map<String, String> known = new HashMap<>();
        for (Instruction instruction : instructions) {
            if (instruction.is("FROM")) {
                break;
            }
            for (Assignment arg : instruction.is("ARG") ? instruction.assignments() : List.<Assignment>of()) {
                if (arg.written() != null) {
                    known.put(arg.key(), ShellText.expand(arg.written(), escape(), known::get));
                }
            }
        }
        return known;
    }

    private List<Stage> stagesOf() {
        List<Stage> found = new ArrayList<>();
        List<Instruction> open = null;
        for (Instruction instruction : instructions) {
            if (instruction.is("FROM")) {
                close(open, found);
                open = new ArrayList<>();
            }
            if (open != null) {
                open.add(instruction);
            }
        }
        close(open, found);
        return List.copyOf(found);
    }

    private void close(@Nullable List<Instruction> open, List<Stage> found) {
        if (open != null) {
            found.add(new Stage(this, found.size(), open));
        }
    }
}
