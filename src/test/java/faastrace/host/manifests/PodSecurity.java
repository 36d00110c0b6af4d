package faastrace.host.manifests;

import com.google.gson.JsonElement;
import faastrace.Means;
import faastrace.host.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Checks pods against Pod Security levels, with the API server's own library, in a small Go program. */
final class PodSecurity {
    private static final String SOURCE = "src/test/resources/host/podsecurity";
    private static final int BUILD_SECONDS = 300;

    private final Path folder;

    PodSecurity(Path folder) {
        Means.require("go");
        this.folder = folder;
        String build = "cd " + SOURCE + " && exec go build -o \"$0\" .";
        Commands.Result result =
                Commands.run(List.of("sh", "-c", build, folder + "/podsecurity"), Map.of(), BUILD_SECONDS);
        if (result.code() != 0) {
            Means.missing("k8s.io/pod-security-admission", "let go reach its module proxy: " + result.complaint());
        }
    }

    /** Returns how a pod's specification violates a level. Fails if the specification contains an unknown field. */
    List<String> violations(String level, JsonElement spec) throws IOException {
        Path file = Files.writeString(folder.resolve("pod.json"), spec.toString());
        Commands.Result result = Commands.run("sh", "-c", "exec " + folder + "/podsecurity " + level + " <" + file);
        if (result.code() != 0) {
            throw new AssertionError(result.err());
        }
        return result.out().lines().map(line -> line.replaceAll(":.*", "")).toList();
    }
}
