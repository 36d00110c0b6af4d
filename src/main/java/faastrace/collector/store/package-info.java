/** The folder of traces: its layout, storing, deleting, and the inventory in memory. Knows nothing about HTTP. */
package faastrace.collector.store;
