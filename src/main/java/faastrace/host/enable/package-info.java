/** Allows perf on a machine or in a cluster, but no other system call. */
package faastrace.host.enable;
