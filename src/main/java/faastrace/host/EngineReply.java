package faastrace.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an engine says of a container.
 *
 * @param engine the words of its command
 * @param pid the container's first process; 0 unless it is running
 * @param complaint what else the engine says
 */
public record EngineReply(List<String> engine, Kind kind, long pid, String complaint) {
    private static final int SECONDS = 30;
    private static final Pattern STATE = Pattern.compile("(\\d{1,10}) ([a-z]+)");

    /** What came of asking. */
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

    /** Warnings stand before the line that says why it failed. */
    public static EngineReply failed(List<String> engine, Commands.Result failed) {
        return new EngineReply(engine, kind(failed.complaint().toLowerCase(Locale.ROOT)), 0, failed.complaint());
    }

    /** A program that ends well without an answer, and so is no engine. */
    public static EngineReply unlikeAnEngine(List<String> command) {
        return new EngineReply(command, Kind.OTHER, 0, "does not answer as Docker or Podman does");
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

    /** The words of the engine's command as one. */
    public String name() {
        return String.join(" ", engine);
    }

    /** One sentence on what it says. */
    public String sentence() {
        return name() + ": " + (kind == Kind.UNKNOWN ? "knows no such container" : complaint);
    }

    /** What to do about it. */
    String cure(String container) {
        return switch (kind) {
            case RUNNING -> "";
            case STOPPED -> "start it with '" + name() + " start " + container + "'";
            case UNKNOWN -> "see '" + name() + " ps' for what runs; other users' containers are not in it";
            case NO_PERMISSION -> "run this as root, or use --engine 'sudo " + name() + "'";
            case NO_DAEMON -> "start the engine that " + name() + " reaches, or set DOCKER_HOST as for " + name();
            case OTHER -> "try '" + name() + " ps'";
        };
    }
}
