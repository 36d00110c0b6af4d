/**
 * The folder of traces: its layout, how traces are stored and deleted, and the inventory in memory. This package does
 * not depend on HTTP.
 */
package faastrace.collector.store;
