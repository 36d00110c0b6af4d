package faastrace.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import faastrace.ClusterTools;
import faastrace.host.manifests.ManifestCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests docs/in-kubernetes.md on a real API server with a real kubelet. */
@Timeout(900)
class RealClusterIT {
    private static final String COLLECTOR = "examples/collector/";
    private static final String RESOURCES = "src/test/resources/host/cluster/";
    private static final String APPLY = "kubectl apply --server-side --validate=strict ";
    private static final String TRY = APPLY + "--dry-run=server ";

    /** The collector's limits in the manifest. The test adds a limit of a tenth of a CPU. */
    private static final String LIMITS = "limits: {memory: 256Mi}";

    private static KubernetesCluster cluster;

    @BeforeAll
    @Timeout(3600)
    static void install() throws Exception {
        cluster = KubernetesCluster.start();
        Path stacks = cluster.folder("stacks");
        cluster.run("chown 10001:10001 " + stacks);
        cluster.run("kubectl create namespace openfaas && kubectl create namespace openfaas-fn");
        apply(Files.readString(Path.of(RESOURCES + "volume.yaml")).replace("WORK/stacks", stacks.toString()));
        String collector = Files.readString(Path.of(COLLECTOR + "kubernetes.yaml"));
        assertThat(collector).contains(LIMITS);
        apply(collector.replace(LIMITS, "limits: {cpu: 100m, memory: 256Mi}"));
        cluster.run(APPLY + "-f " + RESOURCES + "function.yaml");
        cluster.run("kubectl -n openfaas rollout status --timeout=5m deployment/faas-trace");
        cluster.awaitName("openfaas/faas-trace");
        rolledOut();
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static void apply(String manifests) throws IOException {
        Path file = cluster.folder("manifests").resolve("all.yaml");
        cluster.run(APPLY + "-f " + Files.writeString(file, manifests));
    }

    private static void rolledOut() throws Exception {
        cluster.run("kubectl -n openfaas-fn rollout status --timeout=5m deployment/pi-python");
        // The previous pod still exists for a while, and commands might select that pod.
        KubernetesCluster.until(
                "one pod",
                120,
                () -> cluster.run("kubectl -n openfaas-fn get pods -l faas_function -o name")
                                .lines()
                                .count()
                        == 1);
    }

    /** How often each container in a namespace was restarted. */
    private static String restarts(String namespace) {
        return cluster.run("kubectl -n " + namespace
                + " get pods -o 'jsonpath={.items[*].status.containerStatuses[*].restartCount}'");
    }

    @Test
    void theCollectorStartsOnATenthOfAProcessorWithoutARestart() {
        assertThat(restarts("openfaas").strip()).isEqualTo("0");
    }

    @Test
    void theServerTakesWhatIsShipped() throws Exception {
        Path folder = cluster.folder("shipped");
        cluster.run(TRY + "-f " + COLLECTOR + "kubernetes.yaml --force-conflicts");
        cluster.run(TRY + "-k " + COLLECTOR + " --force-conflicts");
        for (String component : List.of("token", "no-storage", "ingress")) {
            Path own = Files.createDirectories(folder.resolve(component));
            Files.writeString(own.resolve("kustomization.yaml"), """
                    resources: [%1$s]
                    components: [%1$s/kustomize/%2$s]
                    """.formatted(
                            own.relativize(Path.of(COLLECTOR).toAbsolutePath()), component));
            cluster.run(TRY + "--force-conflicts -k " + own);
        }
        String wrong = Files.readString(Path.of(COLLECTOR + "kubernetes.yaml")).replace("fsGroup:", "fsgroup:");
        Path file = Files.writeString(folder.resolve("wrong.yaml"), wrong);
        assertThat(cluster.attempt(TRY + "-f " + file).err()).contains("fsgroup");
    }

    @Test
    void theServerTakesWhatTheChartInstalls() throws Exception {
        String chart = ClusterTools.output(
                "",
                "helm-template",
                COLLECTOR + "chart",
                "traces",
                "openfaas",
                "",
                "name=by-chart",
                "token.secretName=collector-token",
                "ingress.enabled=true",
                "ingress.host=traces.example.com",
                "dashboard.enabled=true");
        cluster.run(TRY + "-f " + Files.writeString(cluster.folder("chart").resolve("chart.yaml"), chart));
    }

    /** If objects have a type from other software, the test first adds that software's definition to the cluster. */
    @Test
    void theServerTakesWhatIsWritten() throws Exception {
        String there = cluster.folder("written").toString();
        cluster.run("cd " + there + " && faas-trace enable kubernetes && kubectl create namespace faas-trace-level && "
                + TRY + "--force-conflicts -f faas-trace-kubernetes/level.yaml");
        Path definition = Path.of(cluster.run("go env GOMODCACHE").strip(), ManifestCheck.OPERATORS_DEFINITION);
        cluster.run("cd / && go mod download " + ManifestCheck.OPERATOR);
        cluster.run(APPLY + "-f " + definition);
        cluster.run("cd " + there + " && faas-trace enable kubernetes --operator --output operator && "
                + "kubectl wait --for=condition=Established crd/seccompprofiles.security-profiles-operator.x-k8s.io && "
                + TRY + "-f operator/operator.yaml");
    }

    private static void call() {
        cluster.run("kubectl exec -n openfaas-fn deploy/pi-python -- "
                + "curl -sf -m 60 -d 500 -H 'X-Faas-Trace: 1' http://127.0.0.1:8080/");
    }

    private static int traces() {
        String list = cluster.run("kubectl exec -n openfaas-fn deploy/pi-python -- "
                + "curl -sf http://faas-trace.openfaas:4141/v1/traces?name=pi-python");
        return JsonParser.parseString(list)
                .getAsJsonObject()
                .getAsJsonArray("traces")
                .size();
    }

    /** Repeats the request, because a pod's first requests may arrive before perf is attached. */
    private static void aCallLeavesATrace() throws Exception {
        int before = traces();
        KubernetesCluster.until("a trace by the function's name", 120, () -> {
            call();
            return traces() > before;
        });
    }

    private static Commands.Result doctor() {
        return cluster.attempt("faas-trace doctor --function pi-python");
    }

    /** Runs the page's commands for the doctor's pod. The phase of the pod shows the verdict. */
    private static String doctorPod() throws Exception {
        String pod = cluster.run("faas-trace doctor --pod --function pi-python | kubectl create -f - -o name")
                .strip();
        cluster.run("kubectl wait -n openfaas-fn " + pod
                + " --for=jsonpath='{.status.containerStatuses[0].state.terminated.reason}' --timeout=3m");
        String log = cluster.run("kubectl logs -n openfaas-fn " + pod);
        // The kubelet reports the container's end first and the pod's end a little later.
        KubernetesCluster.until("an end", 60, () -> phase(pod).matches("Succeeded|Failed"));
        String phase = phase(pod);
        cluster.run("kubectl delete -n openfaas-fn " + pod);
        return phase + "\n" + log;
    }

    private static String phase(String pod) {
        return cluster.run("kubectl get -n openfaas-fn " + pod + " -o 'jsonpath={.status.phase}'");
    }

    private static void open() throws Exception {
        Commands.Result open = doctor();
        assertThat(open.code()).as(open.out() + open.err()).isZero();
        assertThat(open.out()).contains("ok    seccomp", "ok    collector");
        assertThat(doctorPod()).startsWith("Succeeded");
        aCallLeavesATrace();
    }

    private static void shut() throws Exception {
        Commands.Result shut = doctor();
        assertThat(shut.code()).as(shut.out() + shut.err()).isEqualTo(1);
        assertThat(shut.out()).contains("shut  seccomp", "faas-trace enable", "ok    collector");
        assertThat(doctorPod()).startsWith("Failed").contains("seccomp");
        call();
        assertThat(cluster.run("kubectl logs -n openfaas-fn deploy/pi-python")).contains("seccomp");
    }

    /**
     * Starts with a cluster in its default state, sets a profile that blocks perf, runs the commands that
     * {@code enable} prints, and then the printed commands that undo them.
     */
    @Test
    void theGateIsOpenThenShutThenOpenedAndShutAgain() throws Exception {
        open();
        give("RuntimeDefault");
        shut();
        String said = cluster.run(
                "cd " + cluster.folder("opened") + " && faas-trace enable kubernetes --function pi-python 2>&1");
        commands(said, "Next:", "nodes.yaml", "rollout status", "patch deployment")
                .forEach(cluster::run);
        rolledOut();
        open();
        // Puts the previous profile into the command, as the remark next to the command says.
        commands(said, "To undo it:", "patch deployment").stream()
                .map(line -> line.replace(":null", ":{\"type\":\"RuntimeDefault\",\"localhostProfile\":null}"))
                .forEach(cluster::run);
        rolledOut();
        shut();
        commands(said, "To undo it:", "delete -f", "rm ").stream()
                .filter(line -> !line.contains("if you applied it;"))
                .forEach(cluster::run);
        assertThat(cluster.attempt("kubectl get namespace faas-trace-seccomp").code())
                .isNotZero();
    }

    private static void give(String profile) throws Exception {
        cluster.run("kubectl patch deployment -n openfaas-fn pi-python -p"
                + " '{\"spec\":{\"template\":{\"spec\":{\"securityContext\":{\"seccompProfile\":{\"type\":\"" + profile
                + "\"}}}}}}'");
        rolledOut();
    }

    /** The commands under this title that contain one of these words. */
    private static List<String> commands(String said, String title, String... words) {
        return said.substring(said.indexOf(title))
                .lines()
                .skip(1)
                .takeWhile(line -> line.startsWith("  "))
                .filter(line -> List.of(words).stream().anyMatch(line::contains))
                .toList();
    }
}
