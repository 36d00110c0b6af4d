package faastrace.host.enable;

import faastrace.document.Json;
import faastrace.document.Value;
import faastrace.host.Commands;
import faastrace.host.EngineCommand;
import faastrace.host.seccomp.EngineRelease;
import faastrace.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The engines that run the containers on a cluster's nodes, as Kubernetes reports them.
 *
 * @param releases the releases of containerd, oldest first
 * @param others engines other than containerd, as {@code NAME VERSION}
 * @param complaint why the engines are unknown; empty if the cluster reported them, or if it was not asked
 */
record NodeEngines(List<EngineRelease> releases, List<String> others, String complaint) {
    static final String CONTAINERD = "containerd";

    private static final int SECONDS = 30;

    /** Uses the release from the request. If the request has none, asks the cluster. */
    static NodeEngines of(EnableRequest request) {
        Optional<String> named = request.engine().release();
        if (named.isPresent()) {
            return new NodeEngines(List.of(EngineRelease.of(named.get())), List.of(), "");
        }
        List<String> kubectl = EngineCommand.words(request.engine().command().orElse("kubectl"));
        if (EngineCommand.isInstalled(kubectl.get(0))) {
            return ask(kubectl);
        }
        return none(kubectl.get(0) + " is not installed on this machine; install it, name another command with"
                + " --engine, or set containerd's version with --release");
    }

    private static NodeEngines none(String complaint) {
        return new NodeEngines(List.of(), List.of(), complaint);
    }

    private static NodeEngines ask(List<String> kubectl) {
        List<String> command = new ArrayList<>(kubectl);
        command.addAll(List.of("get", "nodes", "-o", "json", "--request-timeout=10s"));
        try {
            Commands.Result result = Commands.run(command, Map.of(), SECONDS);
            return result.code() == 0 ? read(result.out()) : none(result.complaint());
        } catch (Problem unreachable) {
            return none(unreachable.getMessage());
        }
    }

    /** Reads the engines' versions from the list of nodes. A version looks like {@code containerd://1.7.27}. */
    private static NodeEngines read(String nodes) {
        TreeSet<EngineRelease> releases = new TreeSet<>();
        TreeSet<String> others = new TreeSet<>();
        for (Value node : Json.read("kubectl get nodes", nodes).require("items").items()) {
            String text = node.require("status")
                    .require("nodeInfo")
                    .require("containerRuntimeVersion")
                    .text();
            String[] parts = text.split("://", 2);
            Optional<EngineRelease> release =
                    parts.length == 2 && parts[0].equals(CONTAINERD) ? EngineRelease.find(parts[1]) : Optional.empty();
            release.ifPresentOrElse(releases::add, () -> others.add(text.replace("://", " ")));
        }
        return new NodeEngines(List.copyOf(releases), List.copyOf(others), "");
    }

    /** The newest release of containerd on the nodes; empty if no release is known. */
    Optional<EngineRelease> newest() {
        return releases.isEmpty() ? Optional.empty() : Optional.of(releases.get(releases.size() - 1));
    }

    /** The releases of containerd on the nodes, without the newest. */
    List<EngineRelease> older() {
        return releases.subList(0, Math.max(0, releases.size() - 1));
    }
}
