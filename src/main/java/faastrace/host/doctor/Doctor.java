package faastrace.host.doctor;

import faastrace.host.Commands;
import faastrace.host.EngineSearch;
import faastrace.host.Manifest;
import faastrace.host.ResourceText;
import faastrace.problem.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what blocks a recording. One shell script runs all checks, so they are the same on a host, in a container
 * and in a cluster. Instead of drawing conclusions from settings, the script tries everything that a recording needs.
 */
public final class Doctor {
    private static final int SECONDS = 60;
    private static final String RUNNING = "start it if it is not running, and make sure that it has a shell";
    private static final String NOBODY = "65534";

    private Doctor() {}

    /**
     * Examines this machine. If the current user is root, the checks run as an unprivileged user, because root may do
     * anything.
     *
     * @param url the collector's URL
     */
    public static List<Finding> here(Optional<String> url) {
        List<String> command = new ArrayList<>();
        boolean root = "root".equals(System.getProperty("user.name"));
        if (root && Commands.run("sh", "-c", "command -v setpriv").code() == 0) {
            command.addAll(List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
        }
        command.addAll(List.of("sh", "-c", script()));
        Map<String, String> environment = new HashMap<>();
        url.ifPresent(value -> environment.put("FAAS_TRACE_URL", value));
        return findings("this machine", Commands.run(command, environment, SECONDS), "run this as another user");
    }

    /**
     * Examines a running container from inside, as the container's user and under the container's seccomp profile.
     *
     * @param engine the words of the engine's command
     */
    public static List<Finding> inContainer(String container, Optional<String> engine, Optional<String> url) {
        List<String> words = EngineSearch.running(container, engine).engine();
        List<String> command = new ArrayList<>(words);
        command.addAll(List.of("exec", "-i"));
        url.ifPresent(value -> command.addAll(List.of("--env", "FAAS_TRACE_URL=" + value)));
        command.addAll(List.of(container, "sh", "-c", script()));
        return findings(container, Commands.run(command, Map.of(), SECONDS), RUNNING);
    }

    /**
     * Examines a function in a cluster. The checks run inside one of the function's pods, under the same conditions as
     * the function.
     *
     * @param kubectl the command line that reaches the cluster
     */
    public static List<Finding> inFunction(
            String function, String namespace, Optional<String> kubectl, Optional<String> url) {
        List<String> command = new ArrayList<>(kubectl(kubectl));
        command.addAll(List.of("exec", "-n", Manifest.label("--namespace", namespace)));
        String name = Manifest.label("--function", function);
        command.addAll(List.of("deploy/" + name, "-c", name, "--"));
        url.ifPresent(value -> command.addAll(List.of("env", "FAAS_TRACE_URL=" + value)));
        command.addAll(List.of("sh", "-c", script()));
        return findings(
                "a pod of " + name + " in " + namespace,
                Commands.run(command, Map.of(), SECONDS),
                "a pod of the function must be running and have a shell: invoke the function once, or use --pod"
                        + " --function " + name + " to print the manifest of a separate pod");
    }

    static List<String> kubectl(Optional<String> named) {
        return Arrays.asList(named.orElse("kubectl").strip().split("\\s+"));
    }

    /** The text of the script that runs the checks, for {@code sh -c}. */
    public static String script() {
        return ResourceText.of("/doctor.sh");
    }

    private static List<Finding> findings(String where, Commands.Result result, String cure) {
        List<Finding> findings = result.out()
                .lines()
                .map(line -> line.split("\t", -1))
                .filter(parts -> parts.length == 4)
                .map(parts -> new Finding(
                        parts[0], Finding.State.valueOf(parts[1].toUpperCase(Locale.ROOT)), parts[2], parts[3]))
                .toList();
        if (findings.isEmpty()) {
            throw new Problem(where, "can't be examined: " + result.complaint(), cure);
        }
        return findings;
    }

    /**
     * The manifest of a pod that runs the checks. The pod logs the findings, and exits with 1 if the state of a check
     * is {@code SHUT}.
     */
    public static String pod(PodRequest request) {
        return new DoctorPod(request).manifest();
    }
}
