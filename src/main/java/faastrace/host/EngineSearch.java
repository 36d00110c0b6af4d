package faastrace.host;

import faastrace.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Asks every engine for a running container. If no engine runs the container, reports what each engine replied. */
public final class EngineSearch {
    private EngineSearch() {}

    /** @param named the command of the only engine to ask; if empty, every known engine that is installed is asked */
    public static EngineReply running(String container, Optional<String> named) {
        List<EngineReply> replies = EngineCommand.of(named).stream()
                .map(engine -> EngineReply.ask(engine, container))
                .toList();
        List<EngineReply> running = only(replies, reply -> reply.kind() == EngineReply.Kind.RUNNING);
        // Two commands may reach the same engine.
        if (running.stream().map(EngineReply::pid).distinct().count() > 1) {
            throw new Problem(
                    "--container " + container,
                    "runs under more than one engine: "
                            + running.stream().map(EngineReply::name).collect(Collectors.joining(", ")),
                    "choose one with --engine");
        }
        return running.stream().findFirst().orElseThrow(() -> none(container, replies));
    }

    /** If an engine has the container but the container is stopped, the other engines' replies don't matter. */
    private static Problem none(String container, List<EngineReply> replies) {
        List<EngineReply> stopped = only(replies, reply -> reply.kind() == EngineReply.Kind.STOPPED);
        return problem(container, stopped.isEmpty() ? replies : stopped);
    }

    static Problem problem(String container, List<EngineReply> replies) {
        return new Problem(
                "--container " + container,
                replies.stream().map(EngineReply::sentence).collect(Collectors.joining("; ")),
                replies.stream().map(reply -> reply.cure(container)).collect(Collectors.joining("; ")));
    }

    private static List<EngineReply> only(List<EngineReply> replies, Predicate<EngineReply> which) {
        return replies.stream().filter(which).toList();
    }
}
