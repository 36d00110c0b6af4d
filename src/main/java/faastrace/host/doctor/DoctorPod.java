package faastrace.host.doctor;

import faastrace.host.Manifest;
import faastrace.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The manifest of a pod that runs the doctor's checks under the same conditions as a function. */
final class DoctorPod {
    private static final String TOKENS = "/var/run/faas-trace";
    private static final int SUFFIX = 8;

    private final PodRequest request;

    DoctorPod(PodRequest request) {
        this.request = request;
    }

    /** Uses a new pod name each time. A pod can't be changed, so a second run under the same name would do nothing. */
    String manifest() {
        FunctionPod pod = pod();
        Map<String, String> values = new LinkedHashMap<>();
        values.put("NAME", "faas-trace-doctor-" + UUID.randomUUID().toString().substring(0, SUFFIX));
        values.put("NAMESPACE", Manifest.label("--namespace", request.namespace()));
        values.put("POD", pod.podLines());
        values.put("CONTAINER", pod.containerLines());
        values.put("SCRIPT", Doctor.script());
        return Manifest.fill("doctor-pod.yaml", values);
    }

    private FunctionPod pod() {
        FunctionPod pod = request.function().map(this::ofFunction).orElseGet(FunctionPod::usual);
        request.image().map(Manifest::image).ifPresent(pod::image);
        if (pod.image().isEmpty()) {
            throw new Problem(
                    "--pod", "requires an image to run", "name a function with --function, or an image with --image");
        }
        request.seccomp().map(DoctorPod::profile).ifPresent(pod::seccomp);
        request.url().ifPresent(url -> pod.variable("FAAS_TRACE_URL", url));
        request.tokenSecret().ifPresent(secret -> mountToken(secret, pod));
        return pod;
    }

    private FunctionPod ofFunction(String function) {
        return FunctionPod.of(
                Manifest.label("--function", function),
                Manifest.label("--namespace", request.namespace()),
                Doctor.kubectl(request.kubectl()));
    }

    private static Map<String, Object> profile(String named) {
        Map<String, Object> profile = new LinkedHashMap<>();
        if (List.of("RuntimeDefault", "Unconfined").contains(named)) {
            profile.put("type", named);
        } else {
            profile.put("type", "Localhost");
            profile.put("localhostProfile", Manifest.profilePath(named));
        }
        return profile;
    }

    /**
     * By default, the key has the same name as the secret. {@code faas-cli secret create NAME} creates such secrets.
     */
    private static void mountToken(String secret, FunctionPod pod) {
        String[] parts = secret.split("/", 2);
        String name = Manifest.label("--token-secret", parts[0]);
        String key = parts.length == 2 ? parts[1] : name;
        if (!key.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,252}")) {
            throw new Problem("--token-secret " + secret, "has no valid key after the /", "write NAME or NAME/KEY");
        }
        pod.secret(name, TOKENS);
        pod.variable("FAAS_TRACE_TOKEN_FILE", TOKENS + "/" + key);
    }
}
