/** Runs this machine's programs and container engines, and fills in Kubernetes manifests, for the packages below. */
package faastrace.host;
