/** Reads traces: {@code perf script} text or folded stacks, plain or compressed. Several threads read a long trace. */
package faastrace.trace.read;
