package faastrace.host.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import faastrace.ClusterTools;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Parses the collector's objects, by kind, as a cluster would get them. */
final class Manifests {
    private static final Gson GSON = new GsonBuilder().serializeNulls().create();

    private Manifests() {}

    /** Parses objects as strictly as the API server. Each kind may occur only once. */
    static Map<String, JsonObject> read(String text) {
        ClusterTools.output(text, "check-objects");
        Map<String, JsonObject> objects = new TreeMap<>();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
            JsonObject object = GSON.toJsonTree(document).getAsJsonObject();
            assertThat(objects.put(object.get("kind").getAsString(), object)).isNull();
        }
        return objects;
    }

    /** Parses objects and removes the labels and annotations that name the tool that created them. */
    static Map<String, JsonObject> plain(String text) {
        Map<String, JsonObject> objects = read(text);
        objects.values().forEach(object -> {
            forget(object);
            JsonObject spec = object.getAsJsonObject("spec");
            if (spec.has("template")) {
                forget(spec.getAsJsonObject("template"));
            }
        });
        return objects;
    }

    private static void forget(JsonObject object) {
        JsonObject metadata = object.getAsJsonObject("metadata");
        for (String name : List.of("labels", "annotations")) {
            if (metadata.has(name)) {
                JsonObject all = metadata.getAsJsonObject(name);
                Set.copyOf(all.keySet()).stream()
                        .filter(key -> key.startsWith("helm.sh/") || key.startsWith("app.kubernetes.io/"))
                        .forEach(all::remove);
                if (all.isEmpty()) {
                    metadata.remove(name);
                }
            }
        }
    }

    /** The element at a path of keys and array indices. */
    static JsonElement at(JsonElement object, String path) {
        JsonElement at = object;
        for (String key : path.split("/")) {
            at = key.matches("\\d+")
                    ? at.getAsJsonArray().get(Integer.parseInt(key))
                    : at.getAsJsonObject().get(key);
            assertThat(at).as(path + " in " + object).isNotNull();
        }
        return at;
    }

    /** The specification of the collector's pod. */
    static JsonObject pod(Map<String, JsonObject> objects) {
        return at(objects.get("Deployment"), "spec/template/spec").getAsJsonObject();
    }

    /** The arguments of the collector. */
    static List<String> arguments(Map<String, JsonObject> objects) {
        List<String> arguments = new ArrayList<>();
        at(pod(objects), "containers/0/args").getAsJsonArray().forEach(one -> arguments.add(one.getAsString()));
        return arguments;
    }

    /**
     * Checks what types can't express: each mount has a volume, all objects are in the namespace, and each selector
     * matches the pod.
     */
    static void fitTogether(Map<String, JsonObject> objects, String namespace) {
        Set<String> volumes = new HashSet<>();
        at(pod(objects), "volumes").getAsJsonArray().forEach(volume -> volumes.add(text(volume, "name")));
        Set<String> mounts = new HashSet<>();
        at(pod(objects), "containers/0/volumeMounts").getAsJsonArray().forEach(one -> mounts.add(text(one, "name")));
        assertThat(mounts).isEqualTo(volumes);
        assertThat(objects.values())
                .allSatisfy(
                        object -> assertThat(text(object, "metadata/namespace")).isEqualTo(namespace));
        JsonObject labels =
                at(objects.get("Deployment"), "spec/template/metadata/labels").getAsJsonObject();
        selects(at(objects.get("Deployment"), "spec/selector/matchLabels"), labels);
        selects(at(objects.get("Service"), "spec/selector"), labels);
        if (objects.containsKey("NetworkPolicy")) {
            selects(at(objects.get("NetworkPolicy"), "spec/podSelector/matchLabels"), labels);
        }
        if (objects.containsKey("Ingress")) {
            String backend = "spec/rules/0/http/paths/0/backend/service/";
            assertThat(text(objects.get("Ingress"), backend + "name"))
                    .isEqualTo(text(objects.get("Service"), "metadata/name"));
            assertThat(text(objects.get("Ingress"), backend + "port/name"))
                    .isEqualTo(text(objects.get("Service"), "spec/ports/0/name"));
        }
        if (objects.containsKey("ServiceMonitor")) {
            JsonElement service = at(objects.get("Service"), "metadata/labels");
            selects(at(objects.get("ServiceMonitor"), "spec/selector/matchLabels"), service.getAsJsonObject());
            assertThat(text(objects.get("ServiceMonitor"), "spec/endpoints/0/port"))
                    .isEqualTo(text(objects.get("Service"), "spec/ports/0/name"));
        }
        if (objects.containsKey("PersistentVolumeClaim")) {
            assertThat(text(pod(objects), "volumes/0/persistentVolumeClaim/claimName"))
                    .isEqualTo(text(objects.get("PersistentVolumeClaim"), "metadata/name"));
        }
    }

    private static void selects(JsonElement selector, JsonObject labels) {
        assertThat(selector.getAsJsonObject().entrySet()).isNotEmpty().isSubsetOf(labels.entrySet());
    }

    static String text(JsonElement object, String path) {
        return at(object, path).getAsString();
    }
}
