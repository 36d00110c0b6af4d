/** Views of stored traces: lists, orders, summaries, charts and exports. */
package faastrace.collector.views;
