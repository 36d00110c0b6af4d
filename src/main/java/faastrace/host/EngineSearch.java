package faastrace.host;

import faastrace.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Asks every engine for a running container, and says what each of them answered where none has it. */
public final class EngineSearch {
    private EngineSearch() {}

    /** @param named the engine's command, where only that one is to be asked */
    public static EngineReply running(String container, Optional<String> named) {
        List<EngineReply> replies = EngineCommand.of(named).stream()
                .map(engine -> EngineReply.ask(engine, container))
                .toList();
        List<EngineReply> running = only(replies, reply -> reply.kind() == EngineReply.Kind.RUNNING);
        // One engine may be known by two commands.
        if (running.stream().map(EngineReply::pid).distinct().count() > 1) {
            throw new Problem(
                    "--container " + container,
                    "runs under more than one engine: "
                            + running.stream().map(EngineReply::name).collect(Collectors.joining(", ")),
                    "say which one is meant with --engine");
        }
        return running.stream().findFirst().orElseThrow(() -> none(container, replies));
    }

    /** An engine that knows it leaves the others' answers of no interest. */
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
