/** What the collector answers: one class for each route. */
package faastrace.collector.routes;
