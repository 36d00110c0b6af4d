/** The collector's HTTP routes, one class for each. */
package faastrace.collector.routes;
