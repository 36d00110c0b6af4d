/** Data about a function over all its traces: numbers of its invocations, comparisons, and merged flame graphs. */
package faastrace.collector.views.function;
