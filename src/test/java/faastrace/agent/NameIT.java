package faastrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checks that a function's name is its host name, without the suffix that Kubernetes appends to a deployment's name.
 */
@Timeout(120)
class NameIT {
    private static final String LONG = "a-function-with-a-name-of-as-many-as-fifty-eight-character";

    @ParameterizedTest
    @CsvSource({
        "docker, send-invoice-email, send-invoice-email",
        "docker, send-receipt-email, send-receipt-email",
        "docker, figlet-7d4b9c8f6d-x2z5k, figlet-7d4b9c8f6d-x2z5k",
        "pod, figlet-7d4b9c8f6d-x2z5k, figlet",
        "pod, two-words-6d8c7b5f-bcdfg, two-words",
        "pod, send-invoice-email, send-invoice-email",
        "pod, send-receipt-email, send-receipt-email",
        "pod, nodeinfo-5c6f7d8b9-abcde, nodeinfo-5c6f7d8b9-abcde",
        "pod, nodeinfo-5a6f7d8b9-x2z5k, nodeinfo-5a6f7d8b9-x2z5k",
        "pod, database-0, database-0",
        // A pod's name ends in five random characters. Kubernetes truncates the part before them to 58 characters.
        "pod, 46-7d4b9c8f6d-x2z5k, 46",
        "pod, 47-7d4b9c8f6dx2z5k, 47",
        "pod, 51-7d4b9cx2z5k, 51",
        "pod, 57-x2z5k, 57",
        "pod, 58x2z5k, 58",
    })
    void aName(String place, String host, String expected) throws Exception {
        Means.requireRoot();
        Means.require("perf", "curl");
        try (TraceSink sink = new TraceSink()) {
            List<String> words = List.of(
                    "unshare",
                    "--uts",
                    "sh",
                    "-c",
                    "hostname \"$1\" || exit; while :; do :; done & " + Agent.SCRIPT
                            + " record $! 200 1; code=$?; kill $!; exit $code",
                    "sh",
                    lengthened(host));
            ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(words)).inheritIO();
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.startsWith("FAAS_TRACE") || name.startsWith("KUBERNETES"));
            builder.environment().put("FAAS_TRACE_URL", sink.url());
            if (place.equals("pod")) {
                builder.environment().put("KUBERNETES_SERVICE_HOST", "10.43.0.1");
            }
            assertThat(builder.start().waitFor()).isZero();
            assertThat(sink.names()).containsExactly(lengthened(expected));
        }
    }

    /** Replaces a leading number with a name of that length. */
    private static String lengthened(String name) {
        return name.matches("\\d\\d\\D?.*")
                ? LONG.substring(0, Integer.parseInt(name.substring(0, 2))) + name.substring(2)
                : name;
    }
}
