package faastrace.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an engine replied when it was asked about a container.
 *
 * @param engine the words of the engine's command
 * @param pid the container's first process; 0 if the container is not running
 * @param complaint the engine's error message, or why the container can't be used
 */
public record EngineReply(List<String> engine, Kind kind, long pid, String complaint) {
    private static final int SECONDS = 30;
    private static final Pattern STATE = Pattern.compile("(\\d{1,10}) ([a-z]+)");

    /** What the reply says about the container, or why the engine could not look it up. */
    public enum Kind {
        RUNNING,
        STOPPED,
        UNKNOWN,
        NO_PERMISSION,
        NO_DAEMON,
        OTHER
    }

    static EngineReply ask(List<String> engine, String container) {
        List<String> command = new ArrayList<>(engine);
        command.addAll(List.of("container", "inspect", "--format", "{{.State.Pid}} {{.State.Status}}", container));
        Commands.Result result = Commands.run(command, Map.of(), SECONDS);
        Matcher state = STATE.matcher(result.out().strip());
        if (result.code() != 0 || !state.matches()) {
            return failed(engine, result);
        }
        long pid = Long.parseLong(state.group(1));
        return pid > 0
                ? new EngineReply(engine, Kind.RUNNING, pid, "")
                : new EngineReply(engine, Kind.STOPPED, 0, "the container is not running (" + state.group(2) + ")");
    }

    /** The reply of a command that failed. The last line of standard error has the reason, after any warnings. */
    public static EngineReply failed(List<String> engine, Commands.Result failed) {
        return new EngineReply(engine, kind(failed.complaint().toLowerCase(Locale.ROOT)), 0, failed.complaint());
    }

    /** The reply of a program that exits successfully but prints nothing. Such a program is not an engine. */
    public static EngineReply unlikeAnEngine(List<String> command) {
        return new EngineReply(command, Kind.OTHER, 0, "does not respond like Docker or Podman");
    }

    private static Kind kind(String said) {
        if (said.contains("no such container")
                || said.contains("no such object")
                || said.contains("no container with")) {
            return Kind.UNKNOWN;
        }
        if (said.contains("is not running") || said.contains("container state improper")) {
            return Kind.STOPPED;
        }
        if (said.contains("permission denied")) {
            return Kind.NO_PERMISSION;
        }
        boolean unreached = said.contains("cannot connect to") || said.contains("failed to connect to");
        return unreached ? Kind.NO_DAEMON : Kind.OTHER;
    }

    /** The engine's command line. */
    public String name() {
        return String.join(" ", engine);
    }

    /** The reply as one sentence, for messages. */
    public String sentence() {
        return name() + ": " + (kind == Kind.UNKNOWN ? "there is no such container" : complaint);
    }

    /** How the user can solve the problem that the reply reports. */
    String cure(String container) {
        return switch (kind) {
            case RUNNING -> "";
            case STOPPED -> "start it with '" + name() + " start " + container + "'";
            case UNKNOWN -> "run '" + name() + " ps' to list the running containers that this user can see";
            case NO_PERMISSION -> "run this as root, or use --engine 'sudo " + name() + "'";
            case NO_DAEMON -> "start the engine that " + name() + " connects to, or set DOCKER_HOST to its address";
            case OTHER -> "run '" + name() + " ps' to see whether the engine works";
        };
    }
}
