package faastrace.collector.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.store.DerivedFile;
import faastrace.collector.store.DerivedFileCleanup;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.Analyst;
import faastrace.collector.views.Pictures;
import faastrace.document.Value;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Checks that data derived from a trace is computed once, stored next to it, and recomputed if it is damaged or
 * outdated.
 */
class PicturesIT extends PageFixture {
    @Test
    void picturesAreMadeOnceAndGoWithTheTrace() throws Exception {
        String trace = send("pi", TRACE);
        Path folder = directory.resolve("pi");
        Value first = get("/v1/traces/" + trace + "/profile.json");
        assertThat(first.require("samples").items()).hasSize(2);
        assertThat(first.require("lost").items()).isEmpty();
        List<Path> kept = kept(folder);
        assertThat(kept)
                .hasSize(3)
                .allMatch(file -> file.getFileName().toString().startsWith("."));
        assertThat(list("")).hasSize(1);
        List<Object> times = List.of(Files.getLastModifiedTime(kept.get(0)), Files.getLastModifiedTime(kept.get(1)));
        get("/v1/traces/" + trace + "/profile.json");
        restart(settings());
        get("/v1/traces/" + trace + "/profile.json");
        assertThat(List.<Object>of(Files.getLastModifiedTime(kept.get(0)), Files.getLastModifiedTime(kept.get(1))))
                .isEqualTo(times);
        assertThat(send(HttpRequest.newBuilder(uri("/v1/traces/" + trace)).DELETE())
                        .statusCode())
                .isEqualTo(204);
        assertThat(folder).doesNotExist();
    }

    @Test
    void whatCouldNotBeReadIsSaid() throws Exception {
        String trace = send("pi", TRACE + "what is this\n" + SAMPLE);
        Value profile = get("/v1/traces/" + trace + "/profile.json");
        assertThat(profile.require("samples").items()).hasSize(3);
        assertThat(profile.require("lost").items().get(0).texts()).containsExactly("1", "unreadable line");
    }

    @Test
    void aDamagedPictureIsMadeAnew() throws Exception {
        String trace = send("pi", TRACE);
        String whole = page("/v1/traces/" + trace + "/profile.json").body();
        for (Path file : kept(directory.resolve("pi"))) {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 4;
            Files.write(file, bytes);
        }
        restart(settings());
        assertThat(page("/v1/traces/" + trace + "/profile.json").body()).isEqualTo(whole);
        for (Path file : kept(directory.resolve("pi"))) {
            Files.write(file, new byte[3]);
        }
        restart(settings());
        assertThat(page("/v1/traces/" + trace + "/profile.json").body()).isEqualTo(whole);
        assertThat(page("/traces/" + trace + "/row").body()).contains("2 samples");
    }

    @Test
    void aTraceThatIsWrittenAnewGetsNewPictures() throws Exception {
        Path own = Files.createDirectory(directory.resolve("pi")).resolve("own.perf");
        Files.writeString(own, SAMPLE);
        assertThat(get("/v1/traces/pi/own.perf/summary").require("samples").text())
                .isEqualTo("1");
        Files.writeString(own, SAMPLE.repeat(3));
        assertThat(get("/v1/traces/pi/own.perf/summary").require("samples").text())
                .isEqualTo("3");
        try (TraceFolder folder = TraceFolder.open(directory, false)) {
            assertThat(kept(directory.resolve("pi"))).hasSize(4);
            new DerivedFileCleanup(folder).clear();
            assertThat(kept(directory.resolve("pi"))).hasSize(2);
            Files.delete(own);
            new DerivedFileCleanup(folder).clear();
            assertThat(kept(directory.resolve("pi"))).isEmpty();
        }
    }

    @Test
    void picturesTakeNoMoreRoomThanTheyMayAndSummariesStay() throws Exception {
        for (int i = 0; i < 5; i++) {
            get("/v1/traces/" + send("pi", TRACE) + "/profile.json");
        }
        Path folder = directory.resolve("pi");
        // The counts for the index are made in the background. They would be made again while this test looks.
        waitUntil(() -> kept(folder).stream()
                        .filter(file -> file.toString().endsWith("~invocations2"))
                        .count()
                == 5);
        long each = Files.size(kept(folder).stream()
                .filter(file -> file.toString().endsWith("~profile6"))
                .findFirst()
                .orElseThrow());
        for (Path file : kept(folder)) {
            if (file.toString().endsWith("~invocations2")) {
                Files.delete(file);
            }
        }
        try (TraceFolder traces = TraceFolder.open(directory, false)) {
            new DerivedFileCleanup(traces, each * 3).clear();
        }
        assertThat(kept(folder))
                .filteredOn(file -> DerivedFile.isSummary(file.toString()))
                .hasSize(5);
        assertThat(kept(folder))
                .filteredOn(file -> !DerivedFile.isSummary(file.toString()))
                .hasSize(3);
        assertThat(list("")).hasSize(5);
    }

    @Test
    void aTraceThatTakesTooLongIsRefusedAndNotTriedAgain() throws Exception {
        String trace = send("pi", TRACE);
        try (TraceFolder folder = TraceFolder.open(directory, false);
                Analyst analyst = new Analyst(folder, Duration.ofNanos(-1), Long.MAX_VALUE)) {
            Pictures pictures = new Pictures(folder, analyst);
            Path path = directory.resolve(trace);
            for (int i = 0; i < 2; i++) {
                CompletableFuture<Path> coming = pictures.get(path, DerivedFile.Kind.profile6, Analyst.Urgency.now);
                assertThat(coming.handle((made, failure) ->
                                        Analyst.refusal(failure).status())
                                .get())
                        .isEqualTo(413);
            }
        }
    }

    @Test
    void whoAsksForTheSameMeanwhileGetsTheSame() throws ExecutionException, Exception {
        String trace = send("pi", TRACE);
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 40)
                .mapToObj(i -> client.sendAsync(
                        HttpRequest.newBuilder(uri("/v1/traces/" + trace + "/profile.json"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString(UTF_8)))
                .toList();
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get().statusCode()).isEqualTo(200);
            assertThat(answer.get().body()).isEqualTo(answers.get(0).get().body());
        }
    }
}
