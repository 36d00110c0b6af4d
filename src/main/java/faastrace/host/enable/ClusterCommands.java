package faastrace.host.enable;

import faastrace.host.Manifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The commands that apply a folder of manifests to a cluster, and the commands that undo the change. */
final class ClusterCommands {
    private static final String NO_PROFILE =
            "'{\"spec\":{\"template\":{\"spec\":{\"securityContext\":{\"seccompProfile\":null}}}}}'";

    private final EnableRequest request;
    private final Path folder;

    ClusterCommands(EnableRequest request, Path folder) {
        this.request = request;
        this.folder = folder;
    }

    List<String> apply() {
        List<String> lines = new ArrayList<>();
        if (request.cluster().operator()) {
            lines.add(kubectl("apply -f " + file("operator.yaml")));
        } else {
            lines.add(kubectl("apply -f " + file("nodes.yaml")));
            lines.add(kubectl("rollout status -n faas-trace-seccomp --timeout=5m daemonset/faas-trace-seccomp"));
        }
        for (String deployment : deployments()) {
            lines.add(kubectl("patch " + deployment + " --patch-file " + file("deployment-patch.yaml")
                    + "   # only with OpenFaaS's community edition"));
        }
        lines.add(kubectl("apply -f " + file("profile.yaml")
                + "   # only with OpenFaaS Standard or for Enterprises; then annotate functions with"
                + " com.openfaas.profile: faas-trace"));
        lines.add(kubectl("apply -f " + file("level.yaml")
                + "   # only if faas-trace doctor reports 'paranoid' as shut, or if you record waits;"
                + " creates privileged pods"));
        return lines;
    }

    /** Functions come first, because a pod can't start on a node that lacks the pod's profile. */
    List<String> undo() {
        List<String> lines = new ArrayList<>();
        for (String deployment : deployments()) {
            lines.add(kubectl("patch " + deployment + " -p " + NO_PROFILE
                    + "   # if the Deployment named another profile before, write that profile instead of null"));
        }
        lines.add(kubectl("delete -f " + file("profile.yaml")
                + "   # if you applied it; first remove the annotation from the functions"));
        lines.add(kubectl("delete -f " + file("level.yaml")
                + "   # if you applied it; the nodes keep the new level, so first look up the old level in the pods'"
                + " logs"));
        lines.add(kubectl("delete -f " + file(request.cluster().operator() ? "operator.yaml" : "nodes.yaml")
                + "   # if you applied it, after the last pod that uses the profile has ended"));
        return lines;
    }

    private List<String> deployments() {
        String namespace = Manifest.label("--namespace", request.cluster().namespace());
        List<String> functions = request.cluster().functions();
        List<String> names = functions.isEmpty()
                ? List.of("FUNCTION")
                : functions.stream()
                        .map(function -> Manifest.label("--function", function))
                        .toList();
        return names.stream()
                .map(name -> "deployment -n " + namespace + " " + name)
                .toList();
    }

    private String kubectl(String words) {
        return request.engine().command().orElse("kubectl") + " " + words;
    }

    private String file(String name) {
        return AccessChangeDraft.quoted(folder.resolve(name).toString());
    }
}
