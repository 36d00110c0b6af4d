/** Reads traces, as {@code perf script} text or folded stacks, plain or gzip, on several threads in bounded memory. */
package faastrace.trace.read;
