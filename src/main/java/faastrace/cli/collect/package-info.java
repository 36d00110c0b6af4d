/** {@code collect}: the options and the messages of the collector. */
package faastrace.cli.collect;
