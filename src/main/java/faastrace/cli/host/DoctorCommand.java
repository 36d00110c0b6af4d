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
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code faas-trace doctor}: which gate is shut, and the line that opens it. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Tries, one after the other, what a function needs to record itself, and says which gate is shut"
                + " and the line that opens it: on this machine, in a container, in a function of a cluster, or by a pod"
                + " of its own there.",
        footer = {
            "",
            "Exits with 1 where a gate is shut.",
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

    @Option(names = "--container", paramLabel = "ID", description = "Examine this running container from inside.")
    private String container;

    @Option(
            names = "--engine",
            paramLabel = "COMMAND",
            description =
                    "What reaches it: podman, docker, nerdctl or kubectl, with options (default: podman and docker, as"
                            + " installed; with --function: kubectl).")
    private String engine;

    @Option(names = "--url", paramLabel = "URL", description = "The collector's, as functions are to reach it.")
    private String url;

    @Option(
            names = "--function",
            paramLabel = "NAME",
            description = "Examine this function of a cluster from inside one of its pods, by kubectl exec.")
    private String function;

    @Option(
            names = "--pod",
            description =
                    "Print a pod that runs the checks in a cluster: like the function's own with --function, else like"
                            + " one that OpenFaaS deploys without a profile.")
    private boolean pod;

    @Option(names = "--image", paramLabel = "IMAGE", description = "With --pod: a function's image, patched.")
    private String image;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description = "With --pod or --function: where functions run (default: " + NAMESPACE + ").")
    private String namespace;

    @Option(
            names = "--seccomp",
            paramLabel = "PROFILE",
            description =
                    "With --pod: RuntimeDefault, Unconfined, or a profile below the kubelet's seccomp folder (default:"
                            + " what the function has, or none).")
    private String seccomp;

    @Option(
            names = "--token-secret",
            paramLabel = "NAME[/KEY]",
            description = "With --pod: a secret with the collector's token (default for KEY: NAME).")
    private String tokenSecret;

    @Option(names = "--format", paramLabel = "FORMAT", description = "text or json.")
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

    /** Options that go with one of two others. */
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
