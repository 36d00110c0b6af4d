package faastrace.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.store.TraceFolder;
import faastrace.collector.store.TraceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests folders that other programs write to, and collectors that share one folder. */
class TraceFolderTest extends CollectorFixture {
    @Test
    void aNameOfAnyScriptIsKeptBesideItsSafeFolder() throws Exception {
        // Sent as raw bytes because Java's HTTP client does not send such names.
        String answer = raw("POST / HTTP/1.1\r\nX-name: функция 1\r\nContent-Length: " + TRACE.length(), TRACE);
        assertThat(answer).contains(" 201 ").contains("\"name\" : \"функция 1\"");
        assertThat(raw("POST / HTTP/1.1\r\nX-name: функция 2\r\nContent-Length: " + TRACE.length(), TRACE))
                .contains(" 201 ");
        assertThat(list(""))
                .extracting(trace -> trace.require("name").text())
                .containsExactly("функция 1", "функция 2");
        assertThat(list("")).extracting(trace -> trace.require("folder").text()).doesNotHaveDuplicates();
        assertThat(list("?name=%D1%84%D1%83%D0%BD%D0%BA%D1%86%D0%B8%D1%8F%201")).hasSize(1);
    }

    @Test
    void aFolderThatBearsAnotherNameIsNotShared() throws Exception {
        Path folder = Files.createDirectory(directory.resolve(new TraceName("a b").folder()));
        Files.writeString(folder.resolve(".name"), "something else");
        assertProblem(post("/", "a b", TRACE.getBytes(UTF_8)), 409, "another name");
    }

    @Test
    void aNewCollectorRemovesWhatADeadOneLeft() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("pi"));
        Path orphan = Files.writeString(folder.resolve(".0123456789abcdef-1.part"), "x");
        Path dead = Files.writeString(directory.resolve(".0123456789abcdef.lock"), "");
        Path foreign = Files.writeString(folder.resolve(".keep"), "x");
        restart(settings());
        assertThat(orphan).doesNotExist();
        assertThat(dead).doesNotExist();
        assertThat(foreign).exists();
        assertThat(locks()).hasSize(1);
        collector.close();
        assertThat(locks()).isEmpty();
    }

    @Test
    void aRunningCollectorNoticesThatAnotherOneDied(@TempDir Path own) throws Exception {
        try (TraceFolder folder = open(own)) {
            assertThat(folder.needsSweep()).isFalse();
            Path part = Files.createDirectory(own.resolve("pi")).resolve(".0123456789abcdef-1.part");
            Path kept = part.resolveSibling(".0123456789abcdef-2.kept.part");
            Files.writeString(part, "x");
            Files.writeString(kept, "x");
            Files.writeString(own.resolve(".0123456789abcdef.lock"), "");
            assertThat(folder.needsSweep()).isTrue();
            folder.sweep();
            assertThat(part).doesNotExist();
            assertThat(kept).doesNotExist();
            assertThat(folder.needsSweep()).isFalse();
        }
    }

    @Test
    void twoCollectorsShareAFolder() throws Exception {
        byte[] text = (TRACE + SAMPLE.repeat(5000)).getBytes(UTF_8);
        try (var socket = upload(text.length, new String(text, 0, 100_000, UTF_8));
                Collector other = Collector.start(settings(), heard::add)) {
            waitUntil(() -> files().size() == 1);
            Collector.start(settings()).close();
            assertThat(files())
                    .as("the unfinished upload to the first collector")
                    .hasSize(1);
            socket.getOutputStream().write(text, 100_000, text.length - 100_000);
            assertThat(new String(socket.getInputStream().readNBytes(13), UTF_8))
                    .contains("201");
            assertThat(other.port()).isNotEqualTo(collector.port());
        }
        assertThat(list("")).hasSize(1);
    }

    @Test
    void namesAreMadeOnceByManyAtATime() throws Exception {
        List<CompletableFuture<Integer>> answers = new java.util.ArrayList<>();
        for (int i = 0; i < 40; i++) {
            var request = request("/", "a b").POST(java.net.http.HttpRequest.BodyPublishers.ofString(TRACE));
            answers.add(client.sendAsync(request.build(), java.net.http.HttpResponse.BodyHandlers.discarding())
                    .thenApply(java.net.http.HttpResponse::statusCode));
        }
        for (CompletableFuture<Integer> answer : answers) {
            assertThat(answer.get()).isEqualTo(201);
        }
        assertThat(list("?name=a%20b&limit=50")).hasSize(40);
    }

    @Test
    void whatSomebodyPutThereIsListedWhereItCanBeAndNeverInTheWay() throws Exception {
        Files.writeString(directory.resolve("loose.perf"), "x");
        Files.createDirectories(directory.resolve("pi/sub/deeper"));
        Files.writeString(directory.resolve("pi/by-hand.perf"), TRACE);
        Files.writeString(directory.resolve("pi/stränge name"), TRACE);
        Files.createSymbolicLink(directory.resolve("pi/dangling"), Path.of("/nowhere"));
        Files.createSymbolicLink(directory.resolve("loop"), directory);
        Path secret = Files.createDirectory(directory.resolve("secret"));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
        restart(settings());
        assertThat(list("")).extracting(trace -> trace.require("file").text()).containsExactly("by-hand.perf");
        assertThat(post("/", "pi", TRACE.getBytes(UTF_8)).statusCode()).isEqualTo(201);
        assertThat(list("")).hasSize(2);
    }

    @Test
    void aFolderRemovedUnderItIsMadeAnew() throws Exception {
        post("/", "a b", TRACE.getBytes(UTF_8));
        faastrace.cli.Sandbox.delete(directory);
        assertThat(post("/", "a b", TRACE.getBytes(UTF_8)).statusCode()).isEqualTo(201);
        assertThat(list("?name=a%20b")).hasSize(1);
        assertThat(list("").get(0).require("name").text()).isEqualTo("a b");
    }

    private List<Path> locks() throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".lock")).toList();
        }
    }

    /** Opens a trace folder without syncing files to disk. */
    static TraceFolder open(Path directory) {
        return TraceFolder.open(directory, false);
    }

    @Test
    void aTraceIsFoundByTheNamesInItsPathOnly() throws Exception {
        post("/", "pi", TRACE.getBytes(UTF_8));
        String file = files("pi").get(0).getFileName().toString();
        try (TraceFolder folder = open(directory)) {
            assertThat(folder.find("pi", file)).isPresent();
            assertThat(folder.find("pi/..", "pi/" + file)).isEqualTo(Optional.empty());
            assertThat(folder.find(".", "pi/" + file)).isEmpty();
        }
    }
}
