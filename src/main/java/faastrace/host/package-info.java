/**
 * Helps the subpackages to run programs of this machine, use its container engines, and fill in Kubernetes manifests.
 */
package faastrace.host;
