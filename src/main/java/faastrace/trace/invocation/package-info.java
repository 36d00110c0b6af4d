/** The invocations of a trace with their samples, in a compact form, so that thousands of traces can be merged. */
package faastrace.trace.invocation;
