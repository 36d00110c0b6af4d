/** Finds what keeps perf from working on a machine, in a container or in a cluster. */
package faastrace.host.doctor;
