package faastrace.host.enable;

import faastrace.host.Manifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The commands that apply a folder of manifests to a cluster, and the commands that undo it. */
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
                    + "   # community edition"));
        }
        lines.add(kubectl("apply -f " + file("profile.yaml")
                + "   # Standard, Enterprises; then annotate functions: com.openfaas.profile: faas-trace"));
        lines.add(kubectl("apply -f " + file("level.yaml")
                + "   # only if faas-trace doctor reports 'paranoid' as shut; privileged"));
        return lines;
    }

    /** Functions come first: a pod can't start if its node does not have the profile that it names. */
    List<String> undo() {
        List<String> lines = new ArrayList<>();
        for (String deployment : deployments()) {
            lines.add(kubectl("patch " + deployment + " -p " + NO_PROFILE
                    + "   # if it named another profile before, write that instead of null"));
        }
        lines.add(kubectl("delete -f " + file("profile.yaml")
                + "   # if you applied it; first remove the annotation from the functions"));
        lines.add(kubectl("delete -f " + file("level.yaml")
                + "   # if you applied it; the level stays as it is, and the log of its pods shows the old one"));
        lines.add(kubectl("delete -f " + file(request.cluster().operator() ? "operator.yaml" : "nodes.yaml")
                + "   # if you applied it, once no pod names the profile"));
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
