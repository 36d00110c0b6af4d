package faastrace.host.doctor;

import java.util.Optional;

/**
 * The options for a pod of the {@link Doctor}.
 *
 * @param image the image to examine; if empty, the function's image
 * @param function the function whose Deployment the pod is copied from
 * @param namespace the functions' namespace
 * @param seccomp {@code RuntimeDefault}, {@code Unconfined}, or a file below the kubelet's seccomp folder; if empty,
 *     the function's profile, or no profile if no function is named
 * @param url the collector's URL; if empty, the URL that the image or the function sets
 * @param tokenSecret the secret that holds the collector's token, as NAME or NAME/KEY
 * @param kubectl the command line of kubectl for the cluster
 */
public record PodRequest(
        Optional<String> image,
        Optional<String> function,
        String namespace,
        Optional<String> seccomp,
        Optional<String> url,
        Optional<String> tokenSecret,
        Optional<String> kubectl) {}
