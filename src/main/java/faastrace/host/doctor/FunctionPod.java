package faastrace.host.doctor;

import faastrace.document.Json;
import faastrace.document.Value;
import faastrace.host.Commands;
import faastrace.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parts of a function's pod that affect whether the function can record itself and send traces. */
final class FunctionPod {
    private static final int SECONDS = 60;
    private static final List<String> OF_THE_POD = List.of(
            "securityContext",
            "runtimeClassName",
            "hostUsers",
            "nodeSelector",
            "affinity",
            "tolerations",
            "priorityClassName",
            "dnsPolicy",
            "dnsConfig",
            "hostAliases",
            "imagePullSecrets",
            "serviceAccountName",
            "volumes");
    private static final List<String> OF_THE_CONTAINER =
            List.of("image", "imagePullPolicy", "securityContext", "resources", "volumeMounts");

    /** The fields of the pod's specification, without the container. */
    private final Map<String, Object> pod = new LinkedHashMap<>();

    private final Map<String, Object> container = new LinkedHashMap<>();
    private final List<Object> environment = new ArrayList<>();

    private FunctionPod() {}

    /** A pod as OpenFaaS's community edition deploys it by default: no seccomp profile, and the image's own user. */
    static FunctionPod usual() {
        return new FunctionPod();
    }

    /** A pod with the settings of the function's Deployment. */
    static FunctionPod of(String function, String namespace, List<String> kubectl) {
        List<String> command = new ArrayList<>(kubectl);
        command.addAll(List.of("get", "deployment", "-n", namespace, function, "-o", "json"));
        Commands.Result result = Commands.run(command, Map.of(), SECONDS);
        if (result.code() != 0) {
            throw new Problem(
                    function + " in " + namespace,
                    "can't be looked up: " + result.complaint(),
                    "check --function and --namespace; name another kubectl with --engine, such as 'k3s kubectl'");
        }
        return read(function, result.out());
    }

    private static FunctionPod read(String function, String deployment) {
        String source = "the Deployment " + function;
        Value at = Json.read(source, deployment);
        for (String key : List.of("spec", "template", "spec")) {
            at = at.require(key);
        }
        int index = index(function, at.require("containers"));
        Map<?, ?> whole = mapping(Json.readData(source, deployment));
        Map<?, ?> spec =
                mapping(mapping(mapping(whole.get("spec")).get("template")).get("spec"));
        List<?> containers = (List<?>) Objects.requireNonNull(spec.get("containers"));
        FunctionPod pod = new FunctionPod();
        pod.take(spec, mapping(containers.get(index)));
        return pod;
    }

    /** The same mapping as plain data. An earlier check made sure that the mapping exists. */
    private static Map<?, ?> mapping(@Nullable Object data) {
        return (Map<?, ?>) Objects.requireNonNull(data);
    }

    /** The index of the function's own container, because the pod may also have sidecars. */
    private static int index(String function, Value containers) {
        List<Value> items = containers.items();
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).findText("name").filter(function::equals).isPresent()) {
                return i;
            }
        }
        if (items.isEmpty()) {
            throw containers.problem("the Deployment has no container", "deploy the function again");
        }
        return 0;
    }

    private void take(Map<?, ?> spec, Map<?, ?> of) {
        copy(spec, OF_THE_POD, pod);
        copy(of, OF_THE_CONTAINER, container);
        if (of.get("env") instanceof List<?> variables) {
            // Other variables may hold secrets, and don't affect the checks.
            variables.stream().filter(FunctionPod::isOurs).forEach(environment::add);
        }
    }

    private static void copy(Map<?, ?> from, List<String> fields, Map<String, Object> to) {
        fields.stream().filter(from::containsKey).forEach(field -> to.put(field, from.get(field)));
    }

    private static boolean isOurs(Object variable) {
        String name = name(variable);
        return name.startsWith("FAAS_TRACE_") || name.equals("TMPDIR") || name.equals("PATH");
    }

    private static String name(Object item) {
        return item instanceof Map<?, ?> map ? String.valueOf(map.get("name")) : "";
    }

    void image(String image) {
        container.put("image", image);
    }

    /** Sets the pod's profile. Removes the container's profile, which would override the pod's. */
    void seccomp(Map<String, Object> profile) {
        fields(pod, "securityContext").put("seccompProfile", profile);
        fields(container, "securityContext").remove("seccompProfile");
    }

    void variable(String name, String value) {
        environment.removeIf(variable -> name(variable).equals(name));
        environment.add(Map.of("name", name, "value", value));
    }

    /** Mounts a secret as a folder that the function's user can read. */
    void secret(String name, String folder) {
        Map<String, Object> secret = new LinkedHashMap<>();
        secret.put("secretName", name);
        secret.put("defaultMode", 0444);
        add(pod, "volumes", Map.of("name", "faas-trace-token", "secret", secret));
        add(container, "volumeMounts", Map.of("name", "faas-trace-token", "mountPath", folder, "readOnly", true));
    }

    private static Map<String, Object> fields(Map<String, Object> of, String field) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (of.get(field) instanceof Map<?, ?> there) {
            there.forEach((key, value) -> fields.put(key.toString(), value));
        }
        of.put(field, fields);
        return fields;
    }

    private static void add(Map<String, Object> of, String field, Object item) {
        List<Object> items = new ArrayList<>(of.get(field) instanceof List<?> there ? there : List.of());
        items.add(item);
        of.put(field, items);
    }

    Optional<String> image() {
        return Optional.ofNullable(container.get("image")).map(Object::toString);
    }

    /** The pod's fields, one per line. */
    String podLines() {
        return lines(pod);
    }

    /** The container's fields, one per line. */
    String containerLines() {
        if (!environment.isEmpty()) {
            container.put("env", environment);
        }
        return lines(container);
    }

    private static String lines(Map<String, Object> fields) {
        StringBuilder lines = new StringBuilder();
        fields.forEach((name, value) -> {
            if (!(value instanceof Map<?, ?> map && map.isEmpty())) {
                lines.append(name).append(": ").append(Json.writeLine(value)).append('\n');
            }
        });
        return lines.toString();
    }
}
