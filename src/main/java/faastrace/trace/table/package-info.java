/** Compact storage for samples. Each name and each stack is stored once and has an id. */
package faastrace.trace.table;
