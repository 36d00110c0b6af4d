/** Runs this machine's programs and container engines, and fills in Kubernetes manifests, for the subpackages. */
package faastrace.host;
