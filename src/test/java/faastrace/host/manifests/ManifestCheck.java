package faastrace.host.manifests;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import faastrace.Means;
import faastrace.host.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Checks manifests strictly, against the API's own Go types and the schemas of custom resource definitions. The checks
 * are in a small Go program that is built once.
 */
public final class ManifestCheck {
    private static final String SOURCE = "src/test/resources/host/manifests";
    private static final int SECONDS = 300;

    /** The Go module of the security-profiles-operator. */
    public static final String OPERATOR = "sigs.k8s.io/security-profiles-operator@v1.0.0";

    public static final String OPERATORS_DEFINITION = OPERATOR + "/deploy/base-crds/crds/seccompprofile.yaml";

    private static final Gson GSON = new GsonBuilder().serializeNulls().create();

    private final Path folder;
    private final Path definition;

    ManifestCheck(Path folder) {
        Means.require("go");
        this.folder = folder;
        run("cd " + SOURCE + " && exec go build -o '" + folder + "/manifests' .");
        run("cd / && exec go mod download " + OPERATOR);
        this.definition = Path.of(run("go env GOMODCACHE").strip(), OPERATORS_DEFINITION);
    }

    private static String run(String command) {
        Commands.Result result = Commands.run(List.of("sh", "-c", command), Map.of(), SECONDS);
        return result.code() == 0
                ? result.out()
                : Means.missing("Kubernetes' Go modules", "let go reach its module proxy: " + result.complaint());
    }

    /** The reasons for which a cluster would reject these documents. */
    List<String> problems(String yaml) throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<String> lines = new ArrayList<>();
        new Yaml(new SafeConstructor(options)).loadAll(yaml).forEach(document -> lines.add(GSON.toJson(document)));
        Path file = Files.write(folder.resolve("documents"), lines);
        Commands.Result result =
                Commands.run("sh", "-c", "exec '" + folder + "/manifests' '" + definition + "' <'" + file + "'");
        if (result.code() != 0) {
            throw new AssertionError(result.err());
        }
        return result.out().lines().toList();
    }
}
