package faastrace.dockerfile;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What holds at a point of a stage: user, working directory, shell and environment, as far as the file says. What the
 * root image itself sets is not known here. Each value comes with the instruction that set it.
 */
public final class StageState {
    private final Dockerfile file;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, Assignment> environmentAt = new LinkedHashMap<>();
    private final Map<String, String> args = new HashMap<>();
    private String user;
    private Instruction userAt;
    private String workdir = "/";
    private Instruction workdirAt;
    private List<String> shell;
    private Instruction shellAt;

    private StageState(Dockerfile file) {
        this.file = file;
    }

    /**
     * The state right before an instruction of the stage.
     *
     * @param instruction null for the end of the stage
     */
    public static StageState before(Stage stage, Instruction instruction) {
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

    /** The last USER with known variables put in; empty where the root image decides. */
    public Optional<String> user() {
        return Optional.ofNullable(user);
    }

    /** The USER that {@link #user()} was read from. */
    public Optional<Instruction> userAt() {
        return Optional.ofNullable(userAt);
    }

    /** The working directory; relative steps are appended, to {@code /} where the root image decides. */
    public String workdir() {
        return workdir;
    }

    /** The last WORKDIR; empty where the root image decides. */
    public Optional<Instruction> workdirAt() {
        return Optional.ofNullable(workdirAt);
    }

    /** The words of the last SHELL; empty where the root image decides. */
    public Optional<List<String>> shell() {
        return Optional.ofNullable(shell);
    }

    /** The SHELL that {@link #shell()} was read from. */
    public Optional<Instruction> shellAt() {
        return Optional.ofNullable(shellAt);
    }

    /** The values of ENV by name, known variables put in, in the order they were first set. */
    public Map<String, String> environment() {
        return Collections.unmodifiableMap(environment);
    }

    /** Where each value of {@link #environment()} was set last. */
    public Map<String, Assignment> environmentAt() {
        return Collections.unmodifiableMap(environmentAt);
    }

    /** The text with quotes removed and the variables known here put in; unknown ones stay as written. */
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
            // All values of one ENV see the environment as it was before it.
            added.put(assignment.key(), expand(assignment.written()));
            environmentAt.put(assignment.key(), assignment);
        }
        environment.putAll(added);
    }

    private void takeArg(Instruction step) {
        for (Assignment arg : step.assignments()) {
            String value = arg.isBare() ? file.globalArgs().get(arg.key()) : expand(arg.written());
            if (value != null) {
                args.put(arg.key(), value);
            }
        }
    }

    private String variable(String name) {
        String value = environment.get(name);
        return value == null ? args.get(name) : value;
    }

    private static String resolved(String current, String step) {
        // An unknown variable in front may well be an absolute path; appending it would make up a folder.
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
