package faastrace.host.enable;

import faastrace.host.seccomp.Architecture;
import faastrace.host.seccomp.Capabilities;
import faastrace.host.seccomp.SeccompContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The options for {@link Enable}.
 *
 * @param here the folder that relative paths start from
 * @param root the root of the file system of the machine, or of an image of a machine
 * @param system whether to set up the machine itself, instead of only writing a file
 * @param profile the profile to start from
 * @param output where to write the profile or the folder of manifests
 * @param flat whether to evaluate the profile's conditions in advance
 * @param architecture the architecture for which the conditions are evaluated
 * @param capabilities the containers' capabilities; if empty, the usual ones
 * @param kernel what functions may record
 * @param cluster the options for a cluster
 * @param engine the options for the engine
 */
public record EnableRequest(
        Path here,
        Path root,
        boolean system,
        Optional<Path> profile,
        Optional<Path> output,
        boolean flat,
        Optional<String> architecture,
        Set<String> capabilities,
        KernelAccess kernel,
        ClusterRequest cluster,
        EngineRequest engine) {
    SeccompContext surroundings(Architecture architecture) {
        SeccompContext usual = SeccompContext.usual(architecture);
        return capabilities.isEmpty() ? usual : usual.with(Capabilities.of(capabilities));
    }

    Architecture oneArchitecture() {
        return architecture.map(Architecture::named).orElseGet(Architecture::ofThisMachine);
    }

    /**
     * The options for a cluster.
     *
     * @param functions the functions whose Deployments are to be patched
     * @param namespace the functions' namespace
     * @param image the image that installs the files; it needs a shell, {@code cp} and {@code cmp}; empty for the
     *     default
     * @param operator whether the security-profiles-operator installs the profile
     * @param kubelet the kubelet's folder on the nodes; empty for the default
     */
    public record ClusterRequest(
            List<String> functions, String namespace, String image, boolean operator, String kubelet) {
        /** The options for nodes on which the kubelet uses its default folder. */
        public ClusterRequest(List<String> functions, String namespace, String image, boolean operator) {
            this(functions, namespace, image, operator, "");
        }
    }

    /**
     * The options for the engine.
     *
     * @param command the command that reaches the engine, with options; empty for the default
     * @param release the engine's version; empty to ask the engine
     */
    public record EngineRequest(Optional<String> command, Optional<String> release) {
        /** No options. */
        public static final EngineRequest NONE = new EngineRequest(Optional.empty(), Optional.empty());
    }
}
