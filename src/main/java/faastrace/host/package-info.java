/** What lets perf through on a machine or a cluster, what stands in its way, and recording from outside. */
package faastrace.host;
