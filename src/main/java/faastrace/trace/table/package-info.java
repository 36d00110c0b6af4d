/** Compact storage for samples: each text and each stack is kept once and known by a number. */
package faastrace.trace.table;
