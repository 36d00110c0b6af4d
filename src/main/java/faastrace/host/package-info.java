/** The programs of this machine, its container engines and a cluster's manifests; the packages below use them. */
package faastrace.host;
