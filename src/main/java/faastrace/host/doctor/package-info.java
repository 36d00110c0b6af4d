/** Finds what blocks perf on a machine, in a container or in a cluster. */
package faastrace.host.doctor;
