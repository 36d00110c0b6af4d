package faastrace.host.enable;

import faastrace.host.Manifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The commands that bring a folder of manifests into a cluster, and those that take them out again. */
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
        lines.add(kubectl(
                "apply -f " + file("level.yaml") + "   # only where the doctor finds 'paranoid' shut; privileged"));
        return lines;
    }

    /** Functions first: a pod that names a profile which is on no machine can't start. */
    List<String> undo() {
        List<String> lines = new ArrayList<>();
        for (String deployment : deployments()) {
            lines.add(kubectl("patch " + deployment + " -p " + NO_PROFILE
                    + "   # if it named another profile before, put that in place of null"));
        }
        lines.add(kubectl("delete -f " + file("profile.yaml")
                + "   # if you applied it; first remove the annotation from the functions"));
        lines.add(kubectl("delete -f " + file("level.yaml")
                + "   # if you applied it; the level stays, and the log of its pods has the old one"));
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
