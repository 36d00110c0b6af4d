/** Moves the traces of past hours to an object store, and brings them back. */
package faastrace.collector.archive;
