/** What is counted for Prometheus, and its text form. */
package faastrace.collector.metrics;
