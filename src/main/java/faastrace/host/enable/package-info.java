/** Allows perf on a machine or in a cluster, and nothing more. */
package faastrace.host.enable;
