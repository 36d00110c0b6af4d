package faastrace.template;

import faastrace.dockerfile.Dockerfile;
import faastrace.dockerfile.Instruction;
import faastrace.dockerfile.Stage;
import faastrace.dockerfile.StageState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The facts that were read in a template, each with its evidence. Facts contain no conclusions. Only the predicates of
 * overlays draw conclusions from the facts.
 *
 * <p>The facts come from the Dockerfile and {@code template.yml}. The Dockerfile is at the template's root, or in
 * {@code function/} for templates whose handler folder is the build context.
 */
public final class Facts {
    /** The file that sets a template's process at deploy time. */
    public static final String SETTINGS = "template.yml";

    private static final String DOCKERFILE = "Dockerfile";
    private static final String HANDLER = "function/";

    private final Template template;
    private final String context;
    private final Dockerfile dockerfile;
    private final List<Stage> chain;
    private final TemplateSettings settings;
    private final Interpretation interpretation;

    private Facts(
            Template template,
            String context,
            Dockerfile dockerfile,
            TemplateSettings settings,
            Interpretation interpretation) {
        this.template = template;
        this.context = context;
        this.dockerfile = dockerfile;
        this.chain = dockerfile.finalStage().map(Stage::chain).orElse(List.of());
        this.settings = settings;
        this.interpretation = interpretation;
    }

    /**
     * Reads a template's facts.
     *
     * @param where the template's folder as the user knows it, for messages
     * @return the facts; empty if there is no Dockerfile
     * @throws faastrace.problem.Problem with line and column if {@code template.yml} is not valid YAML
     */
    public static Optional<Facts> read(String where, Template template) {
        for (String context : List.of("", HANDLER)) {
            Optional<TemplateFile> file = template.file(context + DOCKERFILE);
            if (file.isPresent()) {
                TemplateSettings settings = TemplateSettings.read(where, template);
                return Optional.of(new Facts(
                        template, context, Dockerfile.parse(file.get().text()), settings, Interpretation.NONE));
            }
        }
        return Optional.empty();
    }

    /** The same facts, plus what overlays know about the commands and files. */
    public Facts with(Interpretation known) {
        return new Facts(template, context, dockerfile, settings, known);
    }

    /** What overlays know about the commands and files. */
    public Interpretation interpretation() {
        return interpretation;
    }

    /** The template that was read. */
    public Template template() {
        return template;
    }

    /** The build context relative to the template's folder: empty, or {@code function/}. */
    public String context() {
        return context;
    }

    /** The Dockerfile's path in the template. */
    public String dockerfilePath() {
        return context + DOCKERFILE;
    }

    /** The parsed Dockerfile. */
    public Dockerfile dockerfile() {
        return dockerfile;
    }

    /** The content of {@code template.yml}. */
    public TemplateSettings settings() {
        return settings;
    }

    /** The stages that make up the final image, root first; empty if there is no FROM. */
    public List<Stage> chain() {
        return chain;
    }

    /** For each stage that makes up the final image, the image or stage that its FROM names, root first. */
    public List<Fact> images() {
        return chain.stream().map(stage -> fact(stage.image(), stage.from())).toList();
    }

    /** The base image of the final image: the image that FROM names in the first stage of the chain. */
    public Optional<Fact> rootImage() {
        return images().stream().findFirst();
    }

    /**
     * The images that the stages of the Dockerfile are built on, including stages that are not part of the final image.
     */
    public List<String> stageImages() {
        return dockerfile.stages().stream()
                .filter(stage -> stage.parent().isEmpty())
                .map(Stage::image)
                .toList();
    }

    /** The RUN instructions in the stages that make up the final image. */
    public List<Fact> runs() {
        return instructions("RUN").stream()
                .map(run -> fact(run.arguments(), run))
                .toList();
    }

    /** The instructions with the given keyword in the stages that make up the final image, in order. */
    public List<Instruction> instructions(String keyword) {
        List<Instruction> found = new ArrayList<>();
        for (Stage stage : chain) {
            stage.instructions().stream()
                    .filter(i -> i.keyword().equals(keyword))
                    .forEach(found::add);
        }
        return found;
    }

    /**
     * The last ENTRYPOINT. An empty ENTRYPOINT cancels the earlier ones, so if the last one is empty, there is none.
     */
    public Optional<Instruction> entrypoint() {
        return last(instructions("ENTRYPOINT")).filter(Facts::holdsWords);
    }

    /** The last CMD. An empty CMD cancels the earlier ones, so if the last one is empty, there is none. */
    public Optional<Instruction> command() {
        return last(instructions("CMD")).filter(Facts::holdsWords);
    }

    private static boolean holdsWords(Instruction instruction) {
        return instruction
                .execForm()
                .map(words -> !words.isEmpty())
                .orElse(!instruction.arguments().isBlank());
    }

    /** The image's command line: ENTRYPOINT and CMD. */
    public Optional<Fact> commandLine() {
        Optional<Instruction> first = entrypoint().or(this::command);
        return first.map(i -> fact(
                entrypoint().isPresent() && command().isPresent()
                        ? words(i) + " " + words(command().get())
                        : words(i),
                i));
    }

    /** The state at the end of the final stage. */
    public Optional<StageState> end() {
        return dockerfile.finalStage().map(stage -> StageState.before(stage, null));
    }

    /** The user that the image runs as, if the Dockerfile sets a user. */
    public Optional<Fact> user() {
        return end().flatMap(StageState::user)
                .flatMap(user -> last(instructions("USER")).map(i -> fact(user, i)));
    }

    /** The process that the watchdog starts, as set in the image. */
    public Optional<Fact> imageProcess() {
        return variable("function_process").or(() -> variable("fprocess"));
    }

    /**
     * The process that the watchdog starts. At deployment, the process in {@code template.yml} overrides the process in
     * the image.
     */
    public Optional<Fact> process() {
        return settings.process()
                .or(this::imageProcess)
                .filter(fact -> !fact.value().isBlank());
    }

    /**
     * The program that answers requests: the program that the process launches, if known, otherwise the process itself.
     */
    public Optional<Fact> program() {
        return interpretation.program().or(this::process);
    }

    /**
     * How the watchdog runs the process. If the variable {@code mode} is set, its value. Otherwise, {@code streaming}
     * for of-watchdog (its default), and {@code classic} for other watchdogs. Both of these modes fork for each
     * request.
     */
    public Optional<Fact> mode() {
        return variable("mode").or(this::defaultMode);
    }

    private Optional<Fact> defaultMode() {
        if (commandLine().filter(c -> c.value().contains("fwatchdog")).isEmpty()) {
            return Optional.empty();
        }
        for (Instruction instruction : dockerfile.instructions()) {
            if (instruction.raw().contains("of-watchdog")) {
                return Optional.of(fact("streaming", instruction));
            }
        }
        return commandLine().map(c -> new Fact("classic", c.evidence()));
    }

    /** The value of a variable that ENV sets in the final image. Known variables inside the value are replaced. */
    public Optional<Fact> variable(String name) {
        return end().flatMap(state -> Optional.ofNullable(state.environmentAt().get(name))
                .map(at -> new Fact(state.environment().getOrDefault(name, ""), dockerfilePath() + ":" + at.line())));
    }

    /** The template's file for a path relative to the image's working folder. */
    public Optional<TemplateFile> contextFile(String path) {
        String clean = path.replaceFirst("^(?:\\./)++", "");
        return template.file(context + clean);
    }

    /** The text of a file in which comments and the like are replaced by spaces. Positions stay the same. */
    public String code(TemplateFile file) {
        return interpretation.code().apply(file);
    }

    /** The paths of the files in the build context, relative to the context. */
    public List<String> contextPaths() {
        return template.files().keySet().stream()
                .filter(path -> path.startsWith(context))
                .map(path -> path.substring(context.length()))
                .toList();
    }

    /**
     * Whether a file of the build context belongs to the handler, so that each function replaces it.
     *
     * @param path relative to the build context
     */
    public boolean isHandlers(String path) {
        return context.isEmpty() && path.startsWith(HANDLER);
    }

    /**
     * The template's own file for a path in the image. Files of the handler are left out, because each function
     * replaces them.
     */
    public Optional<TemplateFile> ownFile(String path) {
        String workdir = end().map(StageState::workdir).orElse("/") + "/";
        String relative = path.startsWith(workdir) ? path.substring(workdir.length()) : path;
        return contextFile(relative).filter(file -> !isHandlers(file.path()));
    }

    /** All facts as text for people, with one line for each fact. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        images().forEach(image -> lines.add("image    " + image));
        commandLine().ifPresent(fact -> lines.add("command  " + fact));
        mode().ifPresent(fact -> lines.add("mode     " + fact));
        process().ifPresent(fact -> lines.add("process  " + fact));
        interpretation.program().ifPresent(fact -> lines.add("program  " + fact));
        user().ifPresent(fact -> lines.add("user     " + fact));
        last(instructions("SHELL")).ifPresent(i -> lines.add("shell    " + fact(i.arguments(), i)));
        return lines;
    }

    private Fact fact(String value, Instruction instruction) {
        return new Fact(value, dockerfilePath() + ":" + instruction.line());
    }

    private static String words(Instruction instruction) {
        return instruction.execForm().map(words -> String.join(" ", words)).orElse(instruction.arguments());
    }

    private static Optional<Instruction> last(List<Instruction> instructions) {
        return instructions.isEmpty() ? Optional.empty() : Optional.of(instructions.get(instructions.size() - 1));
    }
}
