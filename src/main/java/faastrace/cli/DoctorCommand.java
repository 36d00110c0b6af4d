package faastrace.cli;

import faastrace.document.Json;
import faastrace.host.Doctor;
import faastrace.host.Finding;
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
                + " and the line that opens it: on this machine, in a container, or by a pod in a cluster.",
        footer = {
            "",
            "Exits with 1 where a gate is shut.",
            "",
            "Examples:",
            "  faas-trace doctor --url http://127.0.0.1:4141/",
            "  faas-trace doctor --container pi-1 --engine 'sudo docker'",
            "  faas-trace doctor --pod --image my/function:1 | kubectl apply -f -"
        })
final class DoctorCommand implements Callable<Integer> {
    @Option(names = "--container", paramLabel = "ID", description = "Examine this running container from inside.")
    private String container;

    @Option(
            names = "--engine",
            paramLabel = "COMMAND",
            description =
                    "What reaches it: podman, docker, nerdctl, with options (default: podman and docker, as installed).")
    private String engine;

    @Option(names = "--url", paramLabel = "URL", description = "The collector's, as functions are to reach it.")
    private String url;

    @Option(names = "--pod", description = "Print a pod that runs the checks in a cluster.")
    private boolean pod;

    @Option(names = "--image", paramLabel = "IMAGE", description = "With --pod: a function's image, patched.")
    private String image;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description = "With --pod: where functions run (default: ${DEFAULT-VALUE}).")
    private String namespace = "openfaas-fn";

    @Option(
            names = "--seccomp",
            paramLabel = "FILE",
            description = "With --pod: a profile below the kubelet's seccomp folder (default: RuntimeDefault).")
    private String seccomp;

    @Option(names = "--format", paramLabel = "FORMAT", description = "text or json.")
    private Format format = Format.text;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (pod) {
            out.print(Doctor.pod(image, namespace, Optional.ofNullable(seccomp), Optional.ofNullable(url)));
            return 0;
        }
        List<Finding> findings = container == null
                ? Doctor.here(Optional.ofNullable(url))
                : Doctor.inContainer(container, Optional.ofNullable(engine), Optional.ofNullable(url));
        if (format == Format.json) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("version", 1);
            data.put("gates", findings.stream().map(Finding::toData).toList());
            out.print(Json.write(data));
        } else {
            findings.forEach(finding -> print(out, finding));
        }
        return findings.stream().anyMatch(DoctorCommand::isShut) ? FaasTraceCommand.FOUND : 0;
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
        out.println(state + "  " + String.format("%-13s", finding.gate()) + FaasTraceCommand.printable(finding.what()));
        if (!finding.cure().isEmpty() && finding.state() != Finding.State.OK) {
            out.println(" ".repeat(19) + "cure: " + FaasTraceCommand.printable(finding.cure()));
        }
    }
}
