package faastrace.cli.host;

import static faastrace.cli.terminal.TerminalSafe.printable;

import faastrace.cli.terminal.ExitCodes;
import faastrace.cli.terminal.OutputFormat;
import faastrace.document.HttpUrl;
import faastrace.document.Json;
import faastrace.host.doctor.Doctor;
import faastrace.host.doctor.Finding;
import faastrace.host.doctor.PodRequest;
import faastrace.problem.Problem;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code faas-trace doctor}: finds what blocks perf, and how to fix it. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Find what keeps functions from being recorded, and how to fix it.",
            "Checks this machine, a container or a function in a cluster."
        },
        footer = {
            "",
            "Each check is ok, shut (it blocks recordings) or a note. If one is shut, the exit code is 1.",
            "The pod that --pod prints is like the function's pod. Without --function, it is",
            "like the pods that OpenFaaS deploys by default, which have no seccomp profile.",
            "",
            "Examples:",
            "  faas-trace doctor --url http://127.0.0.1:4141/",
            "  faas-trace doctor --container pi-1 --engine 'sudo docker'",
            "  faas-trace doctor --function pi",
            "  faas-trace doctor --pod --function pi | kubectl create -f -",
            "  faas-trace doctor --pod --image my/function:1 | kubectl create -f -"
        })
public final class DoctorCommand implements Callable<Integer> {
    private static final String NAMESPACE = "openfaas-fn";

    @Option(names = "--url", paramLabel = "URL", description = "URL at which functions reach the collector.")
    private @Nullable String url;

    @Option(names = "--container", paramLabel = "ID", description = "Run the checks inside this running container.")
    private @Nullable String container;

    @Option(
            names = "--engine",
            paramLabel = "COMMAND",
            description = "Engine command, with options, such as 'sudo docker' (default: podman and docker).")
    private @Nullable String engine;

    @Option(
            names = "--function",
            paramLabel = "NAME",
            description = "Run the checks inside a pod of this function in a cluster, with kubectl exec.")
    private @Nullable String function;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description = "With --pod or --function: namespace of the functions (default: " + NAMESPACE + ").")
    private @Nullable String namespace;

    @Option(names = "--pod", description = "Print the manifest of a pod that runs the checks in a cluster.")
    private boolean pod;

    @Option(names = "--image", paramLabel = "IMAGE", description = "With --pod: the patched image of a function.")
    private @Nullable String image;

    @Option(
            names = "--seccomp",
            paramLabel = "PROFILE",
            description =
                    "With --pod: RuntimeDefault, Unconfined or a profile's path (default: the function's profile).")
    private @Nullable String seccomp;

    @Option(
            names = "--token-secret",
            paramLabel = "NAME[/KEY]",
            description = "With --pod: secret that holds the collector's token. KEY defaults to NAME.")
    private @Nullable String tokenSecret;

    @Option(names = "--format", paramLabel = "FORMAT", description = "Output format: text or json (default: text).")
    private OutputFormat format = OutputFormat.text;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        refuseLeftovers();
        if (url != null) {
            HttpUrl.check("--url", url);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (pod) {
            out.print(Doctor.pod(request()));
            return 0;
        }
        List<Finding> findings = examine();
        if (format == OutputFormat.json) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("version", 1);
            data.put("gates", findings.stream().map(Finding::toData).toList());
            out.print(Json.write(data));
        } else {
            findings.forEach(finding -> print(out, finding));
        }
        return findings.stream().anyMatch(DoctorCommand::isShut) ? ExitCodes.FOUND : 0;
    }

    private List<Finding> examine() {
        Optional<String> collector = Optional.ofNullable(url);
        Optional<String> reached = Optional.ofNullable(engine);
        if (function != null) {
            return Doctor.inFunction(function, namespace(), reached, collector);
        }
        return container == null ? Doctor.here(collector) : Doctor.inContainer(container, reached, collector);
    }

    private PodRequest request() {
        return new PodRequest(
                Optional.ofNullable(image),
                Optional.ofNullable(function),
                namespace(),
                Optional.ofNullable(seccomp),
                Optional.ofNullable(url),
                Optional.ofNullable(tokenSecret),
                Optional.ofNullable(engine));
    }

    private String namespace() {
        return namespace == null ? NAMESPACE : namespace;
    }

    /** Some options need one of two other options. Rejects such an option if both other options are missing. */
    private void refuseLeftovers() {
        if (pod && image == null && function == null) {
            throw new Problem("--pod", "needs --image or --function", "add one of them");
        }
        if (namespace != null && !pod && function == null) {
            throw new Problem("--namespace", "needs --function or --pod", "add one of them, or leave it out");
        }
        if (engine != null && container == null && function == null) {
            throw new Problem("--engine", "needs --container or --function", "add one of them, or leave it out");
        }
    }

    private static boolean isShut(Finding finding) {
        return finding.state() == Finding.State.SHUT;
    }

    private void print(PrintWriter out, Finding finding) {
        Ansi ansi = spec.commandLine().getColorScheme().ansi();
        String state = switch (finding.state()) {
            case OK -> ansi.string("@|green ok  |@");
            case SHUT -> ansi.string("@|bold,red shut|@");
            case NOTE -> ansi.string("@|yellow note|@");
        };
        out.println(state + "  " + String.format("%-13s", finding.gate()) + printable(finding.what()));
        if (!finding.cure().isEmpty() && finding.state() != Finding.State.OK) {
            out.println(" ".repeat(19) + "cure: " + printable(finding.cure()));
        }
    }
}
