/** Routes of the pages of functions. */
package faastrace.collector.routes.function;
