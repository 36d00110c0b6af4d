package faastrace.agent.fault;

import faastrace.agent.Agent;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The visible behaviour of a function: its responses, exit code, output and log. The agent's log lines are kept
 * separately.
 */
record Seen(List<String> answers, int exitCode, String output, String log, List<String> said) {
    private static final Set<String> VARYING = Set.of("date", "x-faas-trace-id");

    static Seen of(Agent agent, List<String> answers, int exitCode) throws Exception {
        String log = agent.log();
        return new Seen(
                answers,
                exitCode,
                agent.output(),
                log.lines().filter(line -> !isOurs(line)).collect(Collectors.joining("\n")),
                log.lines().filter(Seen::isOurs).toList());
    }

    private static boolean isOurs(String line) {
        return line.startsWith("faas-trace: ");
    }

    /** A copy without the agent's log lines, for comparison with an unpatched function. */
    Seen function() {
        return new Seen(answers, exitCode, output, log, List.of());
    }

    static String answer(HttpResponse<String> response) {
        Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
        headers.keySet().removeAll(VARYING);
        return response.statusCode() + " " + headers + " " + response.body();
    }
}
