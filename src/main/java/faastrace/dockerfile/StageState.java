package faastrace.dockerfile;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The user, working directory, shell and environment at one point of a stage, as far as the file sets them. The root
 * image's own settings are not known. Each value comes with the instruction that set it.
 */
public final class StageState {
    private final Dockerfile file;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, Assignment> environmentAt = new LinkedHashMap<>();
    private final Map<String, String> args = new HashMap<>();
    private @Nullable String user;
    private @Nullable Instruction userAt;
    private String workdir = "/";
    private @Nullable Instruction workdirAt;
    private @Nullable List<String> shell;
    private @Nullable Instruction shellAt;

    private StageState(Dockerfile file) {
        this.file = file;
    }

    /**
     * The state just before an instruction of the stage.
     *
     * @param instruction the instruction, or null for the end of the stage
     */
    public static StageState before(Stage stage, @Nullable Instruction instruction) {
        StageState state = new StageState(stage.file());
        for (Stage link : stage.chain()) {
            for (Instruction step : link.instructions()) {
                if (step == instruction) {
                    return state;
                }
                state.take(step);
            }
        }
        return state;
    }

    /**
     * The last USER, with known variables replaced. If there is no USER, this is empty, and the root image's user
     * applies.
     */
    public Optional<String> user() {
        return Optional.ofNullable(user);
    }

    /** The USER instruction that {@link #user()} comes from. */
    public Optional<Instruction> userAt() {
        return Optional.ofNullable(userAt);
    }

    /**
     * The working directory. A relative WORKDIR is resolved against the one before it; the first, against {@code /}.
     */
    public String workdir() {
        return workdir;
    }

    /** The last WORKDIR instruction; empty if there is none. */
    public Optional<Instruction> workdirAt() {
        return Optional.ofNullable(workdirAt);
    }

    /** The words of the last SHELL; empty if there is none. */
    public Optional<List<String>> shell() {
        return Optional.ofNullable(shell);
    }

    /** The SHELL instruction that {@link #shell()} comes from. */
    public Optional<Instruction> shellAt() {
        return Optional.ofNullable(shellAt);
    }

    /** The ENV values by name, with known variables replaced, in the order in which they were first set. */
    public Map<String, String> environment() {
        return Collections.unmodifiableMap(environment);
    }

    /** The assignment that last set each value of {@link #environment()}. */
    public Map<String, Assignment> environmentAt() {
        return Collections.unmodifiableMap(environmentAt);
    }

    /** The text without quotes, with known variables replaced. Unknown variables stay as written. */
    public String expand(String written) {
        return ShellText.expand(written, file.escape(), this::variable);
    }

    private void take(Instruction step) {
        switch (step.keyword()) {
            case "USER" -> takeUser(step);
            case "WORKDIR" -> takeWorkdir(step);
            case "SHELL" -> takeShell(step);
            case "ENV" -> takeEnv(step);
            case "ARG" -> takeArg(step);
            default -> {
                // Nothing else changes the state.
            }
        }
    }

    private void takeUser(Instruction step) {
        user = expand(step.arguments());
        userAt = step;
    }

    private void takeWorkdir(Instruction step) {
        workdir = resolved(workdir, expand(step.arguments()));
        workdirAt = step;
    }

    private void takeShell(Instruction step) {
        step.execForm().ifPresent(words -> {
            shell = words;
            shellAt = step;
        });
    }

    private void takeEnv(Instruction step) {
        Map<String, String> added = new LinkedHashMap<>();
        for (Assignment assignment : step.assignments()) {
            // All values of an ENV are expanded with the environment as it was before the ENV.
            String written = Objects.requireNonNull(assignment.written()); // only an ARG can have no value
            added.put(assignment.key(), expand(written));
            environmentAt.put(assignment.key(), assignment);
        }
        environment.putAll(added);
    }

    private void takeArg(Instruction step) {
        for (Assignment arg : step.assignments()) {
            String value = arg.written() == null ? file.globalArgs().get(arg.key()) : expand(arg.written());
            if (value != null) {
                args.put(arg.key(), value);
            }
        }
    }

    private @Nullable String variable(String name) {
        String value = environment.get(name);
        return value == null ? args.get(name) : value;
    }

    private static String resolved(String current, String step) {
        // An unknown variable at the start may hold an absolute path. Appending it could name a wrong folder.
        if (step.startsWith("$") || step.length() > 1 && step.charAt(1) == ':') {
            return step;
        }
        Deque<String> names = new ArrayDeque<>();
        String whole = step.startsWith("/") ? step : current + "/" + step;
        for (String name : whole.split("/")) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return (whole.startsWith("/") ? "/" : "") + String.join("/", names);
    }
}
