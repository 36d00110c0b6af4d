/** Compact storage for samples. Each name and each stack is stored once and identified by a number. */
package faastrace.trace.table;
