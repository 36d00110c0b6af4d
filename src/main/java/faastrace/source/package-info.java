/** Finds the traces that a command reads: files, the traces in a folder, and the traces of a collector. */
package faastrace.source;
