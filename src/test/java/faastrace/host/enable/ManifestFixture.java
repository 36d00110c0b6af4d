package faastrace.host.enable;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import faastrace.host.doctor.PodRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Makes manifests and parses them. */
abstract class ManifestFixture {
    static final Gson GSON = new GsonBuilder().serializeNulls().create();

    @TempDir
    Path folder;

    EnableRequest request;

    @BeforeEach
    void ask() {
        request = request(false, Optional.empty(), "busybox:1.37");
    }

    EnableRequest request(boolean operator, Optional<String> architecture, String image) {
        return new EnableRequest(
                folder,
                Path.of("/"),
                false,
                Optional.empty(),
                Optional.of(Path.of("k8s")),
                false,
                architecture,
                Set.of(),
                KernelAccess.userCode,
                new EnableRequest.ClusterRequest(List.of("pi"), "openfaas-fn", image, operator),
                EnableRequest.EngineRequest.NONE);
    }

    static PodRequest pod(String namespace, Optional<String> seccomp, Optional<String> url) {
        return new PodRequest(
                Optional.of("a/b:1"), Optional.empty(), namespace, seccomp, url, Optional.empty(), Optional.empty());
    }

    String write(String name, EnableRequest request) throws IOException {
        Enable.kubernetes(request).apply();
        return Files.readString(folder.resolve("k8s").resolve(name));
    }

    static String planned(String path, EnableRequest request) {
        return Enable.kubernetes(request).patch().changes().stream()
                .filter(change -> change.path().equals(path))
                .map(change -> new String(change.after().bytes(), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }

    static List<JsonObject> documents(String text) {
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        List<JsonObject> documents = new ArrayList<>();
        yaml.loadAll(text)
                .forEach(document -> documents.add(GSON.toJsonTree(document).getAsJsonObject()));
        return documents;
    }

    static JsonObject only(String text) {
        assertThat(documents(text)).hasSize(1);
        return documents(text).get(0);
    }

    static String text(JsonObject object, String... path) {
        JsonElement at = object;
        for (String key : path) {
            at = at.getAsJsonObject().get(key);
        }
        return at.getAsString();
    }
}
