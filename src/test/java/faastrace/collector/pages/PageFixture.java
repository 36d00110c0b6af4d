package faastrace.collector.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.CollectorFixture;
import faastrace.collector.store.DerivedFile;
import faastrace.document.Json;
import faastrace.document.Value;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Sends requests to a running collector as browsers and programs do. */
abstract class PageFixture extends CollectorFixture {
    /** The head of a trace with two invocations. */
    static final String CALLS = "# faas-trace 1\n# faas-trace meta function=pi language=c rate=200 cpu="
            + "%3Cb%3EXeon version=%3Ci%3E1.4\n"
            + "# faas-trace invocation id=call-7 start=5.4 end=5.6 pid=12 tid=13 overlap=0\n"
            + "# faas-trace invocation id=call-8 start=5.6 end=6.4 pid=12 tid=13 overlap=0\n";

    /** Uploads a trace and returns its path, which consists of folder and file. */
    final String send(String name, String text) throws Exception {
        HttpResponse<String> answer = post("/", name, text.getBytes(UTF_8));
        assertThat(answer.statusCode()).isEqualTo(201);
        Optional<String> place = answer.headers().firstValue("Location");
        return place.orElseThrow().replaceFirst(".*/v1/traces/", "");
    }

    final HttpResponse<String> page(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).header("Accept", "text/html,*/*"));
    }

    final Value get(String path) throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri(path)));
        assertThat(answer.statusCode()).isEqualTo(200);
        return Json.read("answer", answer.body());
    }

    static List<Path> kept(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            DerivedFile.owner(file.getFileName().toString()).isPresent())
                    .sorted()
                    .toList();
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
