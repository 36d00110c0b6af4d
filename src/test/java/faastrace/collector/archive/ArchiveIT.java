package faastrace.collector.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.Collector;
import faastrace.collector.store.Limits;
import faastrace.forward.ForwardSettings;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Archives traces in a real object store, and brings them back. */
class ArchiveIT extends ArchiveFixture {
    @Test
    void aPastHourIsArchivedAndComesBack() throws Exception {
        for (int i = 0; i < 20; i++) {
            make("pi", HOUR.plusSeconds(i), "a-" + i, i, "");
            make("e", HOUR.plusSeconds(3600 + i), "b-" + i, i, "");
        }
        post("/", "pi", TRACE.getBytes(UTF_8));
        restart(archiving());
        waitUntil(() -> traces().size() == 1);
        assertThat(files()).as("files besides the new trace").hasSizeLessThan(5);
        assertThat(archived()).containsExactly("e " + HOUR.plusSeconds(3600) + " 20", "pi " + HOUR + " 20");

        Path one = made.keySet().iterator().next();
        String path = "/v1/traces/" + directory.relativize(one);
        assertThat(send(HttpRequest.newBuilder(uri(path))).statusCode()).isEqualTo(200);
        assertThat(Files.readAllBytes(one)).isEqualTo(made.get(one));
        assertThat(send(HttpRequest.newBuilder(uri("/traces/" + directory.relativize(one))))
                        .statusCode())
                .isEqualTo(200);
        assertThat(list("?call=a-7")).hasSize(1);
        assertThat(list("?call=a-7&to=" + HOUR)).isEmpty();
        assertThat(send(restore("pi", HOUR)).body()).contains("\"traces\" : 20");
        assertThat(list("?name=pi")).hasSize(21);
        for (Map.Entry<Path, byte[]> trace : made.entrySet()) {
            if (trace.getKey().getParent().endsWith("pi")) {
                assertThat(Files.readAllBytes(trace.getKey())).isEqualTo(trace.getValue());
            }
        }
        assertThat(send(restore("pi", HOUR.minusSeconds(3600))).statusCode()).isEqualTo(404);
        assertThat(send(HttpRequest.newBuilder(uri(path.replace(".perf.gz", "x.perf.gz"))))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void whatAKilledCollectorHadArchivedIsNotArchivedAgain() throws Exception {
        make("pi", HOUR, "a-1", 1, "");
        restart(archiving());
        waitUntil(() -> traces().isEmpty());
        stop();
        Map<Path, byte[]> before = new TreeMap<>(made);
        make("pi", HOUR.plusSeconds(1), "a-2", 1, "");
        for (Map.Entry<Path, byte[]> trace : before.entrySet()) {
            Files.write(trace.getKey(), trace.getValue());
        }
        start(archiving());
        waitUntil(() -> traces().isEmpty());
        assertThat(archived()).containsExactly("pi " + HOUR + " 2");
    }

    @Test
    void allTracesOfACallInAnHourComeBack() throws Exception {
        make("pi", HOUR, "a-1", 1, "");
        restart(archiving());
        waitUntil(() -> traces().isEmpty());
        stop();
        make("pi", HOUR.plusSeconds(1), "a-1", 1, "");
        start(archiving());
        waitUntil(() -> traces().isEmpty());
        assertThat(list("?call=a-1")).hasSize(2);
    }

    @Test
    void aTraceThatWaitsToBeForwardedStays() throws Exception {
        make("pi", HOUR, "a-1", 1, "");
        Path waiting = made.keySet().iterator().next();
        make("pi", HOUR.plusSeconds(1), "a-2", 1, "");
        stop();
        Path queue = Files.createDirectories(directory.resolve(".forward"));
        Files.createFile(queue.resolve("." + waiting.getFileName() + "@pi"));
        ForwardSettings nowhere = ForwardSettings.to("pyroscope=http://127.0.0.1:9");
        collector = Collector.start(archiving(), trace -> {}, Optional.of(nowhere), line -> {});
        waitUntil(() -> traces().size() == 1);
        assertThat(traces()).containsExactly(waiting);
        stop();
        start(archiving());
        waitUntil(() -> traces().isEmpty());
    }

    @Test
    void aRuleSelectsWhatIsArchived() throws Exception {
        make("pi", HOUR, "fast", 10, "");
        make("pi", HOUR.plusSeconds(1), "slow", 500, "");
        make("pi", HOUR.plusSeconds(2), "asked", 10, " demand=1");
        restart(settings().with(archive().with(ArchiveRule.of("slow=500ms,on-demand,1/999999937"))));
        waitUntil(() -> traces().isEmpty());
        assertThat(archived()).containsExactly("pi " + HOUR + " 2");
        assertThat(list("?call=fast")).isEmpty();
        assertThat(list("?call=slow")).hasSize(1);
        assertThat(list("?call=asked")).hasSize(1);
    }

    @Test
    void anArchivedTraceCanBeDeletedAndOldHoursAreDeleted() throws Exception {
        make("pi", HOUR, "a-1", 1, "");
        make("pi", HOUR.plusSeconds(1), "a-2", 1, "");
        restart(archiving());
        waitUntil(() -> traces().isEmpty());
        Path one = made.keySet().iterator().next();
        String path = "/v1/traces/" + directory.relativize(one);
        assertThat(send(HttpRequest.newBuilder(uri(path)).DELETE()).statusCode())
                .isEqualTo(204);
        assertThat(send(HttpRequest.newBuilder(uri(path))).statusCode()).isEqualTo(404);
        assertThat(list("?call=a-2")).hasSize(1);
        restart(archiving().with(Limits.DEFAULT.withKeepAge(Duration.ofHours(40))));
        assertThat(archived()).hasSize(1);
        restart(archiving().with(Limits.DEFAULT.withKeepAge(Duration.ofHours(20))));
        waitUntil(() -> archived().isEmpty());
    }

    @Test
    void ifTheStoreCannotBeReachedNothingIsDeleted() throws Exception {
        make("pi", HOUR, "a-1", 1, "");
        stop();
        List<String> said = Collections.synchronizedList(new ArrayList<>());
        ArchiveSettings nowhere =
                ArchiveSettings.to(prefix).at("http://127.0.0.1:9").after(Duration.ZERO);
        collector = Collector.start(settings().with(nowhere), trace -> {}, Optional.empty(), said::add);
        waitUntil(() -> !said.isEmpty());
        assertThat(said).singleElement().asString().contains(prefix, "fails and will be tried again");
        assertThat(traces()).hasSize(1);
        stop();
        start(archiving());
        waitUntil(() -> traces().isEmpty());
    }
}
