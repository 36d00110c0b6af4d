package faastrace.host.doctor;

import java.util.Optional;

/**
 * What a pod of the {@link Doctor} is to be like.
 *
 * @param image the image to examine; empty: that of the function
 * @param function the function whose Deployment the pod is copied from
 * @param namespace where functions run
 * @param seccomp {@code RuntimeDefault}, {@code Unconfined}, or a file below the kubelet's seccomp folder; empty: as the
 *     function has it, which is none where no function is named
 * @param url the collector's; empty: the one that the image or the function has
 * @param tokenSecret the secret that holds the collector's token, as NAME or NAME/KEY
 * @param kubectl the words of the command that asks the cluster
 */
public record PodRequest(
        Optional<String> image,
        Optional<String> function,
        String namespace,
        Optional<String> seccomp,
        Optional<String> url,
        Optional<String> tokenSecret,
        Optional<String> kubectl) {}
