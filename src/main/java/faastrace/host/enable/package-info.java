/** Lets perf through on a machine or a cluster, and nothing more. */
package faastrace.host.enable;
