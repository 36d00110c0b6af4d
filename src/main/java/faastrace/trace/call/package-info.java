/** Compares the calls of two traces, and tells changes from noise. */
package faastrace.trace.call;
