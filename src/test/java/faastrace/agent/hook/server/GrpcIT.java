package faastrace.agent.hook.server;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.Processes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real gRPC servers with the hooks of their runtimes, without perf. Each RPC is noted, and answered as without the hook. */
@Timeout(120)
class GrpcIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"python", "python-aio", "node", "java"})
    void eachCallIsNotedOnceAndAnsweredAsWithoutTheHook(String kind) throws Exception {
        Means.require("python-servers", "node-frameworks");
        try (GrpcServer plain = new GrpcServer(directory.resolve("plain"), kind, false);
                GrpcServer hooked = new GrpcServer(directory.resolve("hooked"), kind, true)) {
            List<String> answers = plain.answers();
            assertThat(answers).hasSize(60).contains("asked OK  b'request,' []");
            assertThat(hooked.answers()).isEqualTo(named(kind, answers));

            List<String> expected = new ArrayList<>();
            for (String answer : answers) {
                String id = answer.split(" ")[0];
                expected.addAll(List.of("begin " + id, "end " + id));
            }
            Processes.soon(() -> hooked.noted().size() >= expected.size());
            assertThat(new TreeSet<>(hooked.noted())).isEqualTo(new TreeSet<>(expected));
            assertThat(hooked.noted()).hasSameSizeAs(expected);
            assertThat(hooked.withParent()).isEqualTo(answers.size());
        }
    }

    /** The response to an on-demand request has its id. grpc.aio has no place where a hook could add it. */
    private static List<String> named(String kind, List<String> answers) {
        return kind.equals("python-aio")
                ? answers
                : answers.stream()
                        .map(answer -> answer.startsWith("asked ") ? answer.replace("[]", "['asked']") : answer)
                        .toList();
    }
}
