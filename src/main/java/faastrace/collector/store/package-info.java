/** The folder of traces: what is kept where, receiving, deleting, and the inventory in memory. Knows nothing of HTTP. */
package faastrace.collector.store;
