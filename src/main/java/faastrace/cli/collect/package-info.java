/** {@code collect}: the options and messages of the collector. */
package faastrace.cli.collect;
