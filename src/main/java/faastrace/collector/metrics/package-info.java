/** The collector's metrics, and the Prometheus text format. */
package faastrace.collector.metrics;
