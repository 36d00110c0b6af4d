package faastrace.host.enable;

import faastrace.document.Json;
import faastrace.files.ParentFolder;
import faastrace.host.Manifest;
import faastrace.host.seccomp.Architecture;
import faastrace.host.seccomp.ProfileDifference;
import faastrace.host.seccomp.SeccompContext;
import faastrace.host.seccomp.SeccompProfile;
import faastrace.problem.Problem;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes a folder of manifests that install a flat profile on a cluster's nodes and make functions use the profile. */
final class Cluster {
    private static final int EPERM = 1;
    private static final String OUTPUT = "faas-trace-kubernetes";
    private static final List<String> ARCHITECTURES = List.of("amd64", "arm64");

    /** The architectures that a SeccompProfile of the security-profiles-operator may name. */
    private static final List<String> OPERATORS =
            List.of("amd64", "arm64", "386", "arm", "ppc64le", "riscv64", "s390x");

    private final EnableRequest request;
    private final NodeEngines engines;
    private final ProfileChoice choice;
    private final SeccompProfile opened;
    private final AccessChangeDraft draft;
    private final Path folder;
    private final ClusterCommands commands;

    Cluster(EnableRequest request) {
        this.request = request;
        this.engines = NodeEngines.of(request);
        this.choice = new ProfileChoice(request, NodeEngines.CONTAINERD, Optional.empty(), engines.newest());
        this.opened = choice.opened();
        this.folder = request.here()
                .toAbsolutePath()
                .resolve(request.output().orElse(Path.of(OUTPUT)))
                .normalize();
        this.draft = new AccessChangeDraft(ParentFolder.of(folder), "");
        this.commands = new ClusterCommands(request, folder);
    }

    AccessChange opening() {
        boolean operator = request.cluster().operator();
        commands.undo().forEach(draft::undo);
        String seccomp = Manifest.localhost(operator ? "operator/faas-trace.json" : "faas-trace/seccomp.json");
        Map<String, String> values = Map.of(
                "SECCOMP",
                seccomp,
                "IMAGE",
                image(),
                "LEVEL",
                String.valueOf(request.kernel().level()));
        if (operator) {
            add("operator.yaml", Map.of("SPEC", operatorSpec()));
        } else {
            add("nodes.yaml", Map.of("PROFILES", profiles(), "IMAGE", image(), "KUBELET", kubelet()));
        }
        add("level.yaml", values);
        add("deployment-patch.yaml", values);
        add("profile.yaml", values);
        talk();
        return draft.done();
    }

    private String image() {
        return Manifest.image(request.cluster().image());
    }

    private String kubelet() {
        return Manifest.kubelet(request.cluster().kubelet());
    }

    private void add(String name, Map<String, String> values) {
        draft.addToApply(folder.getFileName() + "/" + name, Manifest.fill(name, values));
    }

    private SeccompProfile profile(Architecture architecture) {
        return opened.flat(request.surroundings(architecture));
    }

    /** The operator has no default error number, so the runtime uses EPERM. Most profiles set EPERM anyway. */
    private String operatorSpec() {
        Architecture architecture = request.oneArchitecture();
        if (!OPERATORS.contains(architecture.name())) {
            throw new Problem(
                    architecture.name(),
                    "is not an architecture that the operator supports",
                    "leave --operator out, or use one of " + String.join(", ", OPERATORS));
        }
        SeccompProfile profile = profile(architecture);
        Map<String, Object> spec = profile.flatData(request.surroundings(architecture));
        spec.remove("defaultErrnoRet");
        if (profile.fallback().errno() > EPERM) {
            draft.next("The operator doesn't support a default error number. A system call that isn't named in any"
                    + " rule therefore fails with EPERM, not with error "
                    + profile.fallback().errno() + ".");
        }
        return Json.write(spec);
    }

    /** One file for each architecture, as entries of a ConfigMap. */
    private String profiles() {
        Map<String, String> files = new LinkedHashMap<>();
        List<String> names = request.architecture().map(List::of).orElse(ARCHITECTURES);
        names.stream()
                .map(Architecture::named)
                .forEach(architecture -> files.put(
                        architecture.machine() + ".json", profile(architecture).text()));
        StringBuilder text = new StringBuilder();
        files.forEach((name, profile) -> text.append(name).append(": |\n").append(profile.indent(2)));
        return text.toString();
    }

    /**
     * Reports differences between releases. All nodes share one profile, which can't match the rules of several
     * releases.
     */
    private void compare() {
        choice.report(opened).forEach(draft::opens);
        List<String> lines = engines.older().stream()
                .flatMap(release -> choice.comparedWith(release, opened).stream())
                .toList();
        if (!lines.isEmpty()) {
            draft.opens("Some nodes run an older release of containerd. On those nodes, other calls change too:");
            lines.forEach(draft::opens);
        }
        compareWithoutCapabilities();
        if (!engines.others().isEmpty()) {
            draft.opens("Some nodes of this cluster run " + String.join(", ", engines.others())
                    + ", but the profile is based on the rules of containerd. On those nodes, the profile may change"
                    + " other calls too. Use --profile to start from a file that you trust.");
        }
        if (!engines.complaint().isEmpty()) {
            draft.next("Could not ask the cluster for its version of containerd: " + engines.complaint());
        }
    }

    /** Reports differences for containers without capabilities, because conditions are evaluated in advance. */
    private void compareWithoutCapabilities() {
        Architecture architecture = request.oneArchitecture();
        SeccompContext none = request.surroundings(architecture).with(Set.of());
        ProfileDifference difference = ProfileDifference.between(opened, profile(architecture), none);
        if (!difference.isEmpty()) {
            draft.opens("In containers without capabilities (required at Pod Security level \"restricted\"), the"
                    + " profile " + String.join("; it ", difference.sentences()) + ". Use --cap none to write a profile"
                    + " for such containers.");
        }
    }

    private void talk() {
        draft.opens("Pods that name this profile may call perf_event_open. No pod uses the profile by default.");
        compare();
        draft.next("First run 'faas-trace doctor --function NAME'. Clusters set no seccomp profile by default, and"
                + " without a profile you don't need these files.");
        commands.apply().forEach(draft::next);
    }
}
