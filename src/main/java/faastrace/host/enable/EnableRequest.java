package faastrace.host.enable;

import faastrace.host.seccomp.Architecture;
import faastrace.host.seccomp.Capabilities;
import faastrace.host.seccomp.SeccompContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked of {@link Enable}.
 *
 * @param here the folder that relative paths begin at
 * @param root the root of the machine's file system, or of an image of it
 * @param system whether the machine itself is to be set up, not only a file written
 * @param profile the profile to start from
 * @param output where to write the profile, or the folder of manifests
 * @param flat whether conditions are to be evaluated beforehand
 * @param architecture which one they are evaluated for
 * @param capabilities those of the containers; empty: the usual ones
 * @param kernelFrames whether frames of the kernel are wanted
 * @param cluster what is asked besides for a cluster
 * @param engine what is said about the engine
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
        boolean kernelFrames,
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
     * What is asked for a cluster.
     *
     * @param functions whose Deployments are to be patched
     * @param namespace where functions run
     * @param image what places the files: anything with a shell and {@code cp}; empty for the usual one
     * @param operator whether the operator for security profiles places them
     * @param kubelet the kubelet's folder on the machines; empty for the usual one
     */
    public record ClusterRequest(
            List<String> functions, String namespace, String image, boolean operator, String kubelet) {
        /** For machines with the kubelet's usual folder. */
        public ClusterRequest(List<String> functions, String namespace, String image, boolean operator) {
            this(functions, namespace, image, operator, "");
        }
    }

    /**
     * What is said about the engine.
     *
     * @param command what reaches it, with options; empty for the usual one
     * @param release its version, where it can't be asked
     */
    public record EngineRequest(Optional<String> command, Optional<String> release) {
        /** Nothing. */
        public static final EngineRequest NONE = new EngineRequest(Optional.empty(), Optional.empty());
    }
}
